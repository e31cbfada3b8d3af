package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageArchiveTest {
  private static final String LONG = "a-folder-with-a-long-name/".repeat(5);
  private static final ImageSpec SPEC =
      new ImageSpec(List.of("/pause"), Map.of("B", "2", "A", "1"), "65532:65532", "/");

  @TempDir Path folder;

  @Test
  void sameTreeMakesTheSameBytesAtAnyTime() throws IOException {
    var first = layer(root("first", Instant.parse("2026-02-03T04:05:06Z")), "first.tar");
    var second = layer(root("second", Instant.parse("2027-01-01T00:00:00Z")), "second.tar");
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    var name = "mooring.internal/test:1";
    ImageArchive.write(folder.resolve("one"), name, SPEC, first);
    ImageArchive.write(folder.resolve("two"), name, SPEC, second);
    assertThat(Files.mismatch(folder.resolve("one"), folder.resolve("two"))).isEqualTo(-1);
  }

  @Test
  void tarReadsWhatWasWritten() throws IOException {
    var archive = layer(root("root", Instant.EPOCH), "layer.tar");
    var listing =
        Command.of(folder, "tar", "--utc", "-tvf", archive.toString()).output().lines().toList();
    assertThat(listing)
        .hasSize(5 + 5)
        .contains("-rwxr-xr-x root/root         5 2026-01-01 00:00 bin/tool")
        .contains("lrwxrwxrwx root/root         0 2026-01-01 00:00 bin/link -> tool")
        .anyMatch(line -> line.endsWith(" " + LONG + "deep"));
  }

  @Test
  void theArchiveIsAnOciLayout() throws IOException {
    var layer = layer(root("root", Instant.EPOCH), "layer.tar");
    var archive = folder.resolve("image.tar");
    ImageArchive.write(archive, "mooring.internal/test:1", SPEC, layer);
    var names = Command.of(folder, "tar", "-tf", archive.toString()).output().lines().toList();
    assertThat(names)
        .startsWith("oci-layout", "index.json")
        .contains("blobs/sha256/" + Key.digestOf(layer));
    var index = Command.of(folder, "tar", "-xOf", archive.toString(), "index.json").output();
    assertThat(index).contains("\"io.containerd.image.name\":\"mooring.internal/test:1\"");
    var manifest = index.replaceAll("(?s).*\"digest\":\"sha256:([0-9a-f]+)\".*", "$1").strip();
    var blob = Command.of(folder, "tar", "-xOf", archive.toString(), "blobs/sha256/" + manifest);
    assertThat(blob.output()).contains("sha256:" + Key.digestOf(layer));
  }

  @Test
  void configurationIsSortedJson() {
    assertThat(Json.of(SPEC.configuration("sha256:1")))
        .contains("\"Env\":[\"A=1\",\"B=2\"]")
        .contains("\"User\":\"65532:65532\"")
        .startsWith("{\"architecture\":\"amd64\",\"config\":{");
    assertThat(Json.of("a\"b\\c\n")).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
  }

  @Test
  void aUserIsNumeric() {
    assertThatThrownBy(() -> new ImageSpec(List.of(), Map.of(), "nobody", "/"))
        .hasMessageContaining("user is not uid:gid: nobody");
  }

  private Path root(String name, Instant time) throws IOException {
    var root = folder.resolve(name);
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve(LONG));
    Files.writeString(root.resolve(LONG + "deep"), "deep");
    var tool = Files.writeString(root.resolve("bin/tool"), "tool\n");
    Files.setPosixFilePermissions(
        tool, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setLastModifiedTime(tool, FileTime.from(time));
    Files.createSymbolicLink(root.resolve("bin/link"), Path.of("tool"));
    Files.createDirectory(root.resolve("tmp"));
    return root;
  }

  private Path layer(Path root, String name) throws IOException {
    var archive = folder.resolve(name);
    try (var tar = new Tar(Files.newOutputStream(archive))) {
      tar.tree(root);
    }
    return archive;
  }
}
