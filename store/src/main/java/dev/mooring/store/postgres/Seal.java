package dev.mooring.store.postgres;

import dev.mooring.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with the master key: a random nonce of 12 bytes, then the ciphertext with its tag of
 * 16. The name goes into the tag, so that a secret moved to another name does not open. Stateless
 * but for the key.
 */
final class Seal {
  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey key;

  private Seal(SecretKey key) {
    this.key = key;
  }

  static Seal of(byte[] masterKey) {
    if (masterKey.length != KEY_BYTES) {
      throw new StoreException(
          StoreException.Code.UNFIT,
          "The master key has %d bytes and needs %d; put the base64 of 32 bytes into MOORING_MASTER_KEY_FILE"
              .formatted(masterKey.length, KEY_BYTES));
    }
    return new Seal(new SecretKeySpec(masterKey, "AES"));
  }

  byte[] close(String name, byte[] secret) {
    var nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(secret);
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  byte[] open(String name, byte[] sealed) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw doesNotOpen(name, new AEADBadTagException("too short"));
    }
    var nonce = new byte[NONCE_BYTES];
    var buffer = ByteBuffer.wrap(sealed).get(nonce);
    var rest = new byte[buffer.remaining()];
    buffer.get(rest);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, name).doFinal(rest);
    } catch (AEADBadTagException e) {
      throw doesNotOpen(name, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
    var cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static StoreException doesNotOpen(String name, AEADBadTagException cause) {
    return new StoreException(
        StoreException.Code.UNFIT,
        "Secret '%s' does not open with this master key; put the key that this database was first used with into MOORING_MASTER_KEY_FILE"
            .formatted(name),
        cause);
  }
}
