package dev.mooring.blob.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 in base64, as all of Azure Storage's signatures. */
final class Signature {
  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  static String of(String text, byte[] key) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }

  /** Compares in a time that does not tell where they differ. */
  static boolean matches(String claimed, String text, byte[] key) {
    return MessageDigest.isEqual(
        claimed.getBytes(StandardCharsets.UTF_8), of(text, key).getBytes(StandardCharsets.UTF_8));
  }
}
