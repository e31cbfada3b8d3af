package dev.mooring.controlplane.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate authority whose key lies in {@code MOORING_PKI}. Thread-safe. */
public final class Authority {
  /** The longest that browsers accept of a server. */
  private static final Duration SERVER = Duration.ofDays(397);

  /** An agent's is known by its fingerprint and is forgotten with the agent, so it may be old. */
  private static final Duration CLIENT = Duration.ofDays(3650);

  /** Clocks differ. */
  private static final Duration BEFORE = Duration.ofMinutes(5);

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final InstantSource clock;

  private Authority(X509Certificate certificate, PrivateKey key, InstantSource clock) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Reads {@code ca.crt} and {@code ca.key}.
   *
   * @throws IllegalArgumentException when they are missing, broken or do not belong together
   */
  public static Authority read(Path folder, InstantSource clock) {
    try {
      var certificates = Pem.certificates(Files.readString(folder.resolve("ca.crt")));
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("ca.crt has no certificate");
      }
      var authority =
          new Authority(
              certificates.getFirst(), Pem.key(Files.readString(folder.resolve("ca.key"))), clock);
      authority.prove();
      return authority;
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "MOORING_PKI: the certificate authority in %s is unfit: %s; put ca.crt and ca.key there, as PEM"
              .formatted(folder, unreadable.getMessage()),
          unreadable);
    }
  }

  /** Signs something and looks whether the certificate bears it out. */
  private void prove() {
    if (!issued(certificate(keys(), request("proof", List.of(), false)))) {
      throw new IllegalArgumentException("ca.key is not the key of ca.crt");
    }
  }

  /** Whether this authority signed it. */
  boolean issued(X509Certificate other) {
    try {
      other.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException foreign) {
      return false;
    }
  }

  /** The authority's own certificate, which all who connect to us trust. */
  public String pem() {
    return Pem.of(certificate);
  }

  /** A certificate that shows who a client is, such as an agent's tunnel. */
  public Issued issueClient(String commonName) {
    return issue(request(commonName, List.of(), false));
  }

  /** A certificate of a server. */
  Issued issueServer(List<GeneralName> names) {
    return issue(request("mooring", names, true));
  }

  private record Wanted(String commonName, List<GeneralName> names, boolean server) {}

  private static Wanted request(String commonName, List<GeneralName> names, boolean server) {
    return new Wanted(commonName, names, server);
  }

  private Issued issue(Wanted wanted) {
    var pair = keys();
    var signed = certificate(pair, wanted);
    return new Issued(Pem.of(signed) + pem(), Pem.of(pair.getPrivate()), Pem.sha256(signed));
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has P-256", impossible);
    }
  }

  private X509Certificate certificate(KeyPair pair, Wanted wanted) {
    var now = clock.instant();
    var until = now.plus(wanted.server() ? SERVER : CLIENT);
    var builder =
        new JcaX509v3CertificateBuilder(
            certificate.getSubjectX500Principal(),
            new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
            Date.from(now.minus(BEFORE)),
            Date.from(until),
            subject(wanted.commonName()),
            pair.getPublic());
    try {
      extend(builder, pair, wanted);
      var signer = new JcaContentSignerBuilder(algorithm(key)).build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException refused) {
      throw new IllegalArgumentException("ca.key cannot sign: " + refused.getMessage(), refused);
    }
  }

  private static X500Principal subject(String commonName) {
    var name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    try {
      return new X500Principal(name.getEncoded());
    } catch (IOException impossible) {
      throw new IllegalStateException("A name always has a form", impossible);
    }
  }

  private void extend(X509v3CertificateBuilder builder, KeyPair pair, Wanted wanted)
      throws CertIOException, GeneralSecurityException {
    var tools = new JcaX509ExtensionUtils();
    var purpose = wanted.server() ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            tools.createSubjectKeyIdentifier(pair.getPublic()))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            tools.createAuthorityKeyIdentifier(certificate));
    if (!wanted.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(wanted.names().toArray(GeneralName[]::new)));
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC", "ECDSA" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "EdDSA", "Ed25519" -> "Ed25519";
      default ->
          throw new IllegalArgumentException(
              "ca.key is of kind '%s'; use EC, RSA or Ed25519".formatted(key.getAlgorithm()));
    };
  }

  /** DNS names and addresses as a certificate lists them. */
  static List<GeneralName> names(List<String> dns, List<String> addresses) {
    var all = new ArrayList<GeneralName>();
    dns.forEach(name -> all.add(new GeneralName(GeneralName.dNSName, name)));
    addresses.forEach(address -> all.add(new GeneralName(GeneralName.iPAddress, address)));
    return List.copyOf(all);
  }

  /** The leaf of a chain that this authority signed and that lasts at least this long. */
  Optional<X509Certificate> fit(String chainPem, Duration atLeast) {
    var end = clock.instant().plus(atLeast);
    return Pem.certificates(chainPem).stream()
        .findFirst()
        .filter(leaf -> leaf.getNotAfter().toInstant().isAfter(end) && issued(leaf));
  }
}
