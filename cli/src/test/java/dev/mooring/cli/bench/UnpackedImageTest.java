package dev.mooring.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnpackedImageTest {

  /** An image layout with one layer that has one file. */
  private static Path archive(Path folder) throws IOException {
    var blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
    var app = Files.createDirectories(folder.resolve("content/app"));
    Files.writeString(app.resolve("options"), "-Xss512k\n");
    Programs.run(
        List.of(
            "tar",
            "-cf",
            blobs.resolve("cc").toString(),
            "-C",
            folder.resolve("content").toString(),
            "app"));
    Files.writeString(
        blobs.resolve("bb"),
        """
        {"config": {"Entrypoint": ["/app/java", "@/app/options", "-XX:AOTCache=/a", "some.Main"],
         "Env": ["LANG=C.UTF-8", "PATH=/app/bin"], "User": "65532:65532", "WorkingDir": "/tmp"}}
        """);
    Files.writeString(
        blobs.resolve("aa"),
        """
        {"config": {"digest": "sha256:bb"}, "layers": [{"digest": "sha256:cc"}]}
        """);
    Files.writeString(
        folder.resolve("index.json"), "{\"manifests\": [{\"digest\": \"sha256:aa\"}]}");
    var archive = folder.resolve("image.tar");
    Programs.run(
        List.of("tar", "-cf", archive.toString(), "-C", folder.toString(), "index.json", "blobs"));
    return archive;
  }

  @Test
  void itsProgramRunsInItsRootWithItsOptionsAndOurs(@TempDir Path made, @TempDir Path folder)
      throws IOException {
    var image = UnpackedImage.of(archive(made), folder);

    assertThat(image.root().resolve("app/options")).hasContent("-Xss512k");
    var command = image.command(List.of("-XX:MaxRAM=1m"), List.of("component"));
    assertThat(command)
        .startsWith("unshare", "--mount")
        .endsWith(
            image.root().toString(),
            "/app/java",
            "@/app/options",
            "-XX:AOTCache=/a",
            "-XX:MaxRAM=1m",
            "some.Main",
            "component");
    assertThat(image.command(List.of("-XX:MaxRAM=1m"), "another.Main", List.of("word")))
        .startsWith(command.subList(0, command.size() - 2).toArray(String[]::new))
        .endsWith("another.Main", "word");
    assertThat(image.environment())
        .containsEntry("LANG", "C.UTF-8")
        .containsEntry("USERSPEC", "65532:65532")
        .doesNotContainKey("PATH");
  }
}
