package dev.mooring.blob;

import dev.mooring.blob.BlobException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Bytes on their way in; read once.
 *
 * @param length how many they must be
 * @param md5 base64 of what they must hash to; empty if the sender did not say
 */
public record Body(InputStream stream, long length, String md5) {
  private static final int PIECE = 64 * 1024;

  public static Body of(byte[] bytes) {
    return new Body(new ByteArrayInputStream(bytes), bytes.length, "");
  }

  /**
   * Copies all, or refuses: a body that ends early must not become a blob.
   *
   * @return base64 of the MD5
   */
  public String copyTo(OutputStream out) throws IOException {
    var digest = digest();
    var piece = new byte[PIECE];
    var missing = length;
    while (missing > 0) {
      var read = stream.read(piece, 0, (int) Math.min(piece.length, missing));
      if (read < 0) {
        throw new BlobException(
            Code.INCOMPLETE_BODY,
            "The body ended %d bytes before its Content-Length of %d; send it again"
                .formatted(missing, length));
      }
      digest.update(piece, 0, read);
      out.write(piece, 0, read);
      missing -= read;
    }
    var actual = Base64.getEncoder().encodeToString(digest.digest());
    if (!md5.isEmpty() && !md5.equals(actual)) {
      throw new BlobException(
          Code.MD5_MISMATCH,
          "The body's MD5 is %s, not %s as it should be; send it again".formatted(actual, md5));
    }
    return actual;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5", e);
    }
  }
}
