package dev.mooring.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys from their text, by the JDK: Netty's reader loads Bouncy Castle first. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /**
   * Reads one or more.
   *
   * @throws CertificateException when there is none, or one cannot be read
   */
  static X509Certificate[] certificates(String pem) throws CertificateException {
    var read =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)));
    if (read.isEmpty()) {
      throw new CertificateException("there is no certificate");
    }
    return read.toArray(X509Certificate[]::new);
  }

  /**
   * Reads one in PKCS#8.
   *
   * @throws GeneralSecurityException when there is none, or none of a known algorithm
   */
  static PrivateKey key(String pem) throws GeneralSecurityException {
    var found = KEY.matcher(pem);
    if (!found.find()) {
      throw new InvalidKeySpecException("there is no key");
    }
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException _) {
        // It may be of the next.
      }
    }
    throw new InvalidKeySpecException("the key is of none of " + ALGORITHMS);
  }
}
