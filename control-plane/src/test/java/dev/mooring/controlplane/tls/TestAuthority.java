package dev.mooring.controlplane.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Writes a certificate authority as {@code MOORING_PKI} holds one. */
public final class TestAuthority {
  private TestAuthority() {}

  /**
   * Writes {@code ca.crt} and {@code ca.key}.
   *
   * @param algorithm of its key: EC, RSA or Ed25519
   */
  public static void write(Path folder, String algorithm) {
    try {
      var pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      var name = new X500Principal("CN=Test Authority");
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  BigInteger.ONE,
                  Date.from(now.minus(1, ChronoUnit.DAYS)),
                  Date.from(now.plus(3650, ChronoUnit.DAYS)),
                  name,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      var signature =
          switch (algorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> algorithm;
          };
      var signed = builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()));
      var certificate = new JcaX509CertificateConverter().getCertificate(signed);
      Files.writeString(folder.resolve("ca.crt"), Pem.of(certificate));
      Files.writeString(folder.resolve("ca.key"), Pem.of(pair.getPrivate()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException failed) {
      throw new IllegalStateException("The test's authority cannot be made", failed);
    }
  }
}
