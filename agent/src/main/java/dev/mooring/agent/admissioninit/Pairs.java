package dev.mooring.agent.admissioninit;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Pairs from their text. */
final class Pairs {
  private static final int DNS_NAME = 2;

  private Pairs() {}

  /**
   * Reads a pair.
   *
   * @throws IllegalArgumentException when the certificate is none, or another authority signed it
   */
  static Pair read(String certificatePem, String keyPem, String authorityPem) {
    try {
      var certificate = certificate(certificatePem);
      certificate.verify(certificate(authorityPem).getPublicKey());
      return new Pair(
          certificatePem,
          keyPem,
          authorityPem,
          name(certificate),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant());
    } catch (GeneralSecurityException broken) {
      throw new IllegalArgumentException(
          "not a certificate with its authority: " + broken.getMessage(), broken);
    }
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
  }

  private static String name(X509Certificate certificate) throws GeneralSecurityException {
    Collection<List<?>> names =
        Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
    return names.stream()
        .filter(name -> Objects.equals(name.get(0), DNS_NAME))
        .map(name -> String.valueOf(name.get(1)))
        .findFirst()
        .orElse("");
  }
}
