package dev.mooring.controlplane.attach;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mooring.controlplane.attach.ClientCertificates.Issued;
import dev.mooring.store.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The agents' certificates, kept as secrets so that attaching again changes nothing on the cluster.
 * Thread-safe.
 */
final class AgentCertificates {
  /** One that ends sooner is replaced. */
  private static final Duration SPARE = Duration.ofDays(30);

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Secrets secrets;
  private final ClientCertificates issuer;
  private final String ca;
  private final InstantSource clock;

  /**
   * @param ca whose signature it must bear, PEM
   */
  AgentCertificates(Secrets secrets, ClientCertificates issuer, String ca, InstantSource clock) {
    this.secrets = secrets;
    this.issuer = issuer;
    this.ca = ca;
    this.clock = clock;
  }

  private static String name(String agent) {
    return "agent/" + agent;
  }

  /** The one that is kept if it is still good, else a new one, which is then kept. */
  Issued of(String agent) {
    var kept = secrets.find(name(agent)).flatMap(bytes -> read(bytes, clock.instant()));
    if (kept.isPresent()) {
      return kept.get();
    }
    var issued = issuer.issue(agent);
    secrets.put(name(agent), write(issued));
    return issued;
  }

  void forget(String agent) {
    secrets.remove(name(agent));
  }

  private static byte[] write(Issued issued) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("certificate", issued.certificatePem())
        .put("key", issued.keyPem())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Empty when it cannot be read, ends soon, or is another authority's. */
  private Optional<Issued> read(byte[] kept, Instant now) {
    try {
      var json = MAPPER.readTree(kept);
      var pem = json.path("certificate").asText("");
      var certificate = certificate(pem);
      certificate.verify(certificate(ca).getPublicKey());
      if (certificate.getNotAfter().toInstant().isBefore(now.plus(SPARE))) {
        return Optional.empty();
      }
      var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return Optional.of(
          new Issued(pem, json.path("key").asText(""), HexFormat.of().formatHex(hash)));
    } catch (IOException | GeneralSecurityException unfit) {
      return Optional.empty();
    }
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
  }
}
