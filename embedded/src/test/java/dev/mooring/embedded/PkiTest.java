package dev.mooring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
  private static final Pki.Subject SERVER =
      new Pki.Subject("kube-apiserver", "", List.of("10.249.0.1", "kubernetes.default"));

  @TempDir private Path folder = Path.of("unset");

  private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void certificatesAreTheAuthoritysAndNameTheirAddresses()
      throws IOException, GeneralSecurityException {
    var certificate = read(Pki.open(folder, "test-ca", NOW).issue("apiserver", SERVER));
    certificate.verify(read(folder.resolve("ca.crt")).getPublicKey());
    certificate.checkValidity(Date.from(NOW.plus(Duration.ofDays(300))));
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=kube-apiserver");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("10.249.0.1", "kubernetes.default");
    assertThat(certificate.getBasicConstraints()).as("signs nothing itself").isEqualTo(-1);
  }

  @Test
  void whatIsGoodStaysAndWhatEndsSoonIsMadeAnew() throws IOException {
    var first = Files.readString(Pki.open(folder, "test-ca", NOW).issue("apiserver", SERVER));
    var authority = Files.readString(folder.resolve("ca.crt"));
    var later = Pki.open(folder, "test-ca", NOW.plus(Duration.ofDays(100)));
    assertThat(Files.readString(later.issue("apiserver", SERVER))).isEqualTo(first);
    var late = Pki.open(folder, "test-ca", NOW.plus(Duration.ofDays(310)));
    assertThat(Files.readString(late.issue("apiserver", SERVER))).isNotEqualTo(first);
    assertThat(Files.readString(folder.resolve("ca.crt"))).isEqualTo(authority);
  }

  @Test
  void otherAddressesNeedAnotherCertificate() throws IOException {
    var pki = Pki.open(folder, "test-ca", NOW);
    var before = Files.readString(pki.issue("apiserver", SERVER));
    var moved = new Pki.Subject("kube-apiserver", "", List.of("10.249.1.1"));
    assertThat(Files.readString(pki.issue("apiserver", moved))).isNotEqualTo(before);
  }

  @Test
  void keysAreForTheirOwnerOnly() throws IOException {
    var pki = Pki.open(folder, "test-ca", NOW);
    pki.issue("apiserver", SERVER);
    pki.signingKey("service-accounts");
    for (var key : List.of("ca.key", "apiserver.key", "service-accounts.key")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(key))))
          .as(key)
          .isEqualTo("rw-------");
    }
  }
}
