package dev.mooring.training.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SshKeysTest {
  private static final Path SSH_KEYGEN = Path.of("/usr/bin/ssh-keygen");

  /** Often, because a coordinate that begins with zeros is rare. */
  @RepeatedTest(20)
  void opensshFindsThePublicKeyInThePrivateOne(@TempDir Path folder)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(SSH_KEYGEN), "OpenSSH is not installed");
    var keys = SshKeys.draw(new SecureRandom());
    var file =
        Files.createFile(
            folder.resolve("id"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, keys.getOrDefault(SshKeys.PRIVATE, ""));
    var keygen =
        new ProcessBuilder(SSH_KEYGEN.toString(), "-y", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    var found = new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keygen.waitFor()).as(found).isZero();
    assertThat(found.strip()).isEqualTo(keys.getOrDefault(SshKeys.PUBLIC, "").strip());
  }

  @Test
  void everyJobHasItsOwn() {
    assertThat(SshKeys.draw(new SecureRandom())).isNotEqualTo(SshKeys.draw(new SecureRandom()));
  }
}
