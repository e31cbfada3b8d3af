package dev.mooring.controlplane.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.testkit.MemoryStore;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorityTest {
  @TempDir Path folder;

  private Authority authority(Instant now) {
    return Authority.read(folder, InstantSource.fixed(now));
  }

  private static X509Certificate leaf(Issued issued) {
    return Pem.certificates(issued.certificatePem()).getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void clientCertificateNamesTheClientAndIsOfTheAuthority(String algorithm) throws Exception {
    TestAuthority.write(folder, algorithm);
    var authority = authority(Instant.now());

    var issued = authority.issueClient("0b51b9a5-agent");

    var leaf = leaf(issued);
    assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=0b51b9a5-agent");
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(issued.sha256()).isEqualTo(Pem.sha256(leaf)).hasSize(64);
    assertThat(issued.toString()).doesNotContain("PRIVATE KEY");
    leaf.verify(Pem.certificates(authority.pem()).getFirst().getPublicKey());
  }

  @Test
  void commonNameCannotSmuggleAnotherName() {
    TestAuthority.write(folder, "EC");

    var leaf = leaf(authority(Instant.now()).issueClient("a,CN=b+O=c"));

    assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=a\\,CN\\=b\\+O\\=c");
  }

  @Test
  void keyOfAnotherAuthorityIsRefused() throws Exception {
    TestAuthority.write(folder, "EC");
    var certificate = Files.readString(folder.resolve("ca.crt"));
    TestAuthority.write(folder, "EC");
    Files.writeString(folder.resolve("ca.crt"), certificate);

    assertThatThrownBy(() -> authority(Instant.now()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ca.key is not the key of ca.crt");
  }

  @Test
  void missingFilesAreNamed() {
    assertThatThrownBy(() -> authority(Instant.now()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MOORING_PKI")
        .hasMessageContaining("ca.crt");
  }

  @Test
  void serverCertificateIsKeptUntilItsLastMonth() throws Exception {
    TestAuthority.write(folder, "EC");
    var now = Instant.now();
    var bound = List.of(InetAddress.getByName("10.1.2.3"));
    try (var store = new MemoryStore()) {
      var secrets = store.secrets();
      var first = new ServerCertificate(authority(now), secrets, "m.test", bound).current();
      var again = new ServerCertificate(authority(now), secrets, "m.test", bound).current();
      var near = authority(now.plus(Duration.ofDays(380)));
      var renewed = new ServerCertificate(near, secrets, "m.test", bound).current();

      assertThat(again).isEqualTo(first);
      assertThat(renewed).isNotEqualTo(first);
      var leaf = leaf(first);
      assertThat(Duration.between(now, leaf.getNotAfter().toInstant()).toDays())
          .isBetween(396L, 397L);
      assertThat(leaf.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString()))
          .contains("arm.m.test", "relay.m.test", "*.blob.core.m.test", "localhost")
          .contains("127.0.0.1", "10.1.2.3");
    }
  }

  @Test
  void serversAreToldOfANewCertificateOnce() {
    TestAuthority.write(folder, "EC");
    var days = new AtomicInteger();
    var start = Instant.now();
    var authority = Authority.read(folder, () -> start.plus(Duration.ofDays(days.get())));
    try (var store = new MemoryStore()) {
      var certificate = new ServerCertificate(authority, store.secrets(), "m.test", List.of());
      var told = new ArrayList<Issued>();
      var first = certificate.serve(told::add);
      certificate.renew();
      assertThat(told).isEmpty();
      days.set(380);
      certificate.renew();
      certificate.renew();
      assertThat(told).containsExactly(certificate.current()).doesNotContain(first);
    }
  }

  @Test
  void serverCertificateFollowsItsNamesAndItsAuthority() {
    TestAuthority.write(folder, "EC");
    var now = Instant.now();
    try (var store = new MemoryStore()) {
      var secrets = store.secrets();
      var first = new ServerCertificate(authority(now), secrets, "m.test", List.of()).current();
      var renamed = new ServerCertificate(authority(now), secrets, "n.test", List.of()).current();
      TestAuthority.write(folder, "EC");
      var signed = new ServerCertificate(authority(now), secrets, "n.test", List.of()).current();

      assertThat(List.of(first, renamed, signed)).doesNotHaveDuplicates();
      assertThat(new String(secrets.find("tls/server").orElseThrow(), StandardCharsets.UTF_8))
          .isEqualTo(signed.keyPem() + signed.certificatePem());
    }
  }
}
