package dev.mooring.training.mpi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * A key pair for the pods of one job: ECDSA over P-521, as upstream's, in the forms that OpenSSH
 * reads (RFC 5915 in PEM, RFC 5656).
 */
final class SshKeys {
  static final String PRIVATE = "ssh-privatekey";
  static final String PUBLIC = "ssh-publickey";

  private static final String NAME = "ecdsa-sha2-nistp521";
  private static final int COORDINATE_BYTES = 66;

  /** DER of OBJECT IDENTIFIER 1.3.132.0.35, secp521r1. */
  private static final byte[] CURVE = HexFormat.of().parseHex("06052b81040023");

  private static final byte[] VERSION = HexFormat.of().parseHex("020101");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int BITS = 0x03;
  private static final int FIRST_OPTION = 0xa0;
  private static final int SECOND_OPTION = 0xa1;

  private SshKeys() {}

  /** Draws a pair; text by key of the Secret. */
  static Map<String, String> draw(SecureRandom lots) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp521r1"), lots);
      var pair = generator.generateKeyPair();
      var point = point((ECPublicKey) pair.getPublic());
      return Map.of(
          PRIVATE, privateKey((ECPrivateKey) pair.getPrivate(), point), PUBLIC, publicKey(point));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This JDK has no P-521", missing);
    }
  }

  private static byte[] point(ECPublicKey key) {
    return joined(
        new byte[] {4}, coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
  }

  private static String privateKey(ECPrivateKey key, byte[] point) {
    var encoded =
        der(
            SEQUENCE,
            VERSION,
            der(OCTETS, coordinate(key.getS())),
            der(FIRST_OPTION, CURVE),
            der(SECOND_OPTION, der(BITS, new byte[1], point)));
    return "-----BEGIN EC PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END EC PRIVATE KEY-----\n";
  }

  private static String publicKey(byte[] point) {
    var encoded =
        joined(
            string(NAME.getBytes(StandardCharsets.US_ASCII)),
            string("nistp521".getBytes(StandardCharsets.US_ASCII)),
            string(point));
    return NAME + " " + Base64.getEncoder().encodeToString(encoded) + "\n";
  }

  private static byte[] coordinate(BigInteger value) {
    var bytes = value.toByteArray();
    // It may have a sign byte in front, or be shorter.
    var from = Math.max(0, bytes.length - COORDINATE_BYTES);
    var padded = new byte[COORDINATE_BYTES];
    System.arraycopy(
        bytes, from, padded, COORDINATE_BYTES - (bytes.length - from), bytes.length - from);
    return padded;
  }

  private static byte[] string(byte[] content) {
    return ByteBuffer.allocate(Integer.BYTES + content.length)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] der(int tag, byte[]... contents) {
    var content = joined(contents);
    var length =
        content.length < 0x80
            ? new byte[] {(byte) content.length}
            : new byte[] {(byte) 0x81, (byte) content.length};
    if (content.length > 0xff) {
      throw new IllegalArgumentException("Too long for one byte: " + content.length);
    }
    return joined(new byte[] {(byte) tag}, length, content);
  }

  private static byte[] joined(byte[]... parts) {
    var whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    Arrays.stream(parts).forEach(whole::put);
    return whole.array();
  }
}
