package dev.mooring.controlplane.identity;

import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The clients that may get tokens; of their secrets only hashes are kept. Thread-safe. */
public final class Clients {
  private static final int ROUNDS = 60_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final Secrets secrets;
  private final SecureRandom random = new SecureRandom();

  public Clients(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Lets a client get tokens with this secret, and with no other. */
  public void register(String id, String secret) {
    if (!ID.matcher(id).matches() || secret.isBlank()) {
      throw new IllegalArgumentException(
          "The client id '%s' must be letters, digits, '.', '_' or '-', and its secret not empty"
              .formatted(id));
    }
    if (!check(id, secret)) {
      var salt = new byte[SALT_BYTES];
      random.nextBytes(salt);
      var kept = Json.object().put("rounds", ROUNDS).put("salt", encode(salt));
      kept.put("hash", encode(hash(secret, salt, ROUNDS)));
      secrets.put(name(id), Json.write(kept).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Whether this is the client's secret. */
  boolean check(String id, String secret) {
    if (!ID.matcher(id).matches()) {
      return false;
    }
    var kept = secrets.find(name(id));
    if (kept.isEmpty()) {
      return false;
    }
    var read = Json.parse(new String(kept.get(), StandardCharsets.UTF_8));
    var salt = Base64.getDecoder().decode(read.path("salt").asText());
    var known = Base64.getDecoder().decode(read.path("hash").asText());
    return MessageDigest.isEqual(known, hash(secret, salt, read.path("rounds").asInt()));
  }

  private static String name(String id) {
    return "client/" + id;
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] hash(String secret, byte[] salt, int rounds) {
    var specification = new PBEKeySpec(secret.toCharArray(), salt, rounds, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(specification)
          .getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has PBKDF2", impossible);
    } finally {
      specification.clearPassword();
    }
  }
}
