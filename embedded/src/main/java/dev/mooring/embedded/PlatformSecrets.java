package dev.mooring.embedded;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** What only the platform may know, each in a file that is made once. Stateless. */
final class PlatformSecrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private PlatformSecrets() {}

  /** Encrypts the secrets in the database: without it they are lost. */
  static Path masterKeyFile(Folders folders) {
    return folders.platform().resolve("secrets/master-key");
  }

  static Path databasePasswordFile(Folders folders) {
    return folders.platform().resolve("secrets/postgres-password");
  }

  /** The first client of the REST API: {@code {"clientId", "clientSecret"}}. */
  static Path clientFile(Folders folders) {
    return folders.platform().resolve("secrets/client.json");
  }

  /** Makes what is missing. */
  static void open(Folders folders) {
    once(masterKeyFile(folders), () -> Base64.getEncoder().encodeToString(random()));
    once(databasePasswordFile(folders), PlatformSecrets::word);
    once(
        clientFile(folders),
        () -> Json.write(Map.of("clientId", UUID.randomUUID().toString(), "clientSecret", word())));
  }

  private static void once(Path file, Supplier<String> content) {
    if (!Disk.exists(file)) {
      Disk.writeDurably(file, content.get(), "rw-------");
    }
  }

  /** Letters, digits, minus and underscore: it needs no quotes in a shell. */
  private static String word() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random());
  }

  private static byte[] random() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
