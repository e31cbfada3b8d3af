package dev.mooring.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlatformSecretsTest {
  @TempDir private Path folder = Path.of("unset");

  private Folders folders() {
    return new Folders(folder, folder.resolve("run"));
  }

  @Test
  void eachIsMadeOnceAndForRootAlone() throws IOException {
    PlatformSecrets.open(folders());
    var file = PlatformSecrets.masterKeyFile(folders());
    var key = Files.readString(file);
    PlatformSecrets.open(folders());
    assertThat(file).hasContent(key);
    assertThat(Base64.getDecoder().decode(key)).hasSize(32);
    try (var files = Files.list(folder.resolve("platform/secrets"))) {
      assertThat(files.toList())
          .hasSize(3)
          .allSatisfy(secret ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void programsReachThePlatformWithTheFirstClient() {
    var layout = new Layout("lab", 2, 1);
    PlatformSecrets.open(folders());
    var access = PlatformAccess.of(layout, folders());
    assertThat(access.url()).isEqualTo("https://arm.lab.mooring.internal:8443");
    assertThat(access.clientId()).matches("[0-9a-f-]{36}");
    assertThat(access.clientSecret()).matches("[A-Za-z0-9_-]{43}");
    assertThat(access.toString()).doesNotContain(access.clientSecret());
  }

  @Test
  void thePlatformHasAnAuthorityOfItsOwn() throws IOException {
    Pki.open(folder.resolve("a"), "mooring-platform-ca", Instant.now());
    assertThat(folder.resolve("a/ca.crt")).exists();
    assertThat(Files.readString(folder.resolve("a/ca.key"))).contains("PRIVATE KEY");
  }

  @Test
  void aFolderThatHidesTheDatabaseIsNamed() throws IOException {
    var hidden = Files.createDirectory(folder.resolve("hidden"));
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> Postgres.refuseHidden(hidden.resolve("postgres")))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageContaining("lets only its owner in")
        .hasMessageContaining("chmod o+x");
  }
}
