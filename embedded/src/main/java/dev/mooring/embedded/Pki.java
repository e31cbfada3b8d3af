package dev.mooring.embedded;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of our own and what it signs: RSA, PEM files {@code name.crt} and {@code
 * name.key} in one folder. What is there and good stays; what ends soon, has another subject or
 * other addresses is made anew. Thread-safe for different names.
 */
final class Pki {
  private static final Duration VALID = Duration.ofDays(365);
  private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
  private static final Duration RENEW_BEFORE = Duration.ofDays(60);
  private static final int KEY_BITS = 2048;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final Instant now;
  private final X509Certificate authority;
  private final PrivateKey authorityKey;

  /** A subject of this authority; each name is an IP address or a DNS name. */
  record Subject(String commonName, String organization, List<String> names) {
    Subject {
      names = List.copyOf(names);
    }

    X500Name name() {
      return new X500Name(
          organization.isEmpty()
              ? "CN=" + commonName
              : "O=%s,CN=%s".formatted(organization, commonName));
    }
  }

  private Pki(Path folder, Instant now, X509Certificate authority, PrivateKey authorityKey) {
    this.folder = folder;
    this.now = now;
    this.authority = authority;
    this.authorityKey = authorityKey;
  }

  /**
   * Opens the authority in {@code folder}, making it if there is none.
   *
   * @param commonName of one that is made
   */
  static Pki open(Path folder, String commonName, Instant now) {
    try {
      var certificate = folder.resolve("ca.crt");
      var key = folder.resolve("ca.key");
      if (!Disk.exists(certificate) || !Disk.exists(key)) {
        var pair = newKey();
        var name = new X500Name("CN=" + commonName);
        var builder =
            new JcaX509v3CertificateBuilder(
                    name,
                    serial(),
                    Date.from(now.minus(Duration.ofMinutes(5))),
                    Date.from(now.plus(AUTHORITY_VALID)),
                    name,
                    pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        Disk.write(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
        Disk.write(certificate, pem(sign(builder, pair.getPrivate())), "rw-r--r--");
      }
      return new Pki(folder, now, readCertificate(certificate), readKey(key));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw failed("certificate authority", folder, e);
    }
  }

  /** Path of the certificate {@code name.crt}; {@code name.key} lies beside it. */
  Path issue(String name, Subject subject) {
    var certificate = folder.resolve(name + ".crt");
    try {
      if (!good(certificate, subject)) {
        var pair = newKey();
        Disk.write(
            folder.resolve(name + ".key"),
            pem(new JcaPKCS8Generator(pair.getPrivate(), null)),
            "rw-------");
        Disk.write(certificate, pem(sign(request(subject, pair), authorityKey)), "rw-r--r--");
      }
      return certificate;
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw failed(name, folder, e);
    }
  }

  /** Makes the key that signs service account tokens, {@code name.key} and {@code name.pub}. */
  void signingKey(String name) {
    try {
      if (!Disk.exists(folder.resolve(name + ".pub"))) {
        var pair = newKey();
        Disk.write(
            folder.resolve(name + ".key"),
            pem(new JcaPKCS8Generator(pair.getPrivate(), null)),
            "rw-------");
        Disk.write(folder.resolve(name + ".pub"), pem(pair.getPublic()), "rw-r--r--");
      }
    } catch (IOException | GeneralSecurityException e) {
      throw failed(name, folder, e);
    }
  }

  private boolean good(Path certificate, Subject subject)
      throws IOException, GeneralSecurityException {
    if (!Disk.exists(certificate)) {
      return false;
    }
    var present = readCertificate(certificate);
    var holder = new X509CertificateHolder(present.getEncoded());
    return present.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE))
        && present.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
        && holder.getSubject().equals(subject.name())
        && alternativeNames(subject)
            .equals(
                GeneralNames.fromExtensions(
                    holder.getExtensions(), Extension.subjectAlternativeName));
  }

  private JcaX509v3CertificateBuilder request(Subject subject, KeyPair pair)
      throws CertIOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
            serial(),
            Date.from(now.minus(Duration.ofMinutes(5))),
            Date.from(now.plus(VALID)),
            subject.name(),
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(subject));
    return builder;
  }

  /** Every certificate has one, a client's too: its common name. */
  private static GeneralNames alternativeNames(Subject subject) {
    var names =
        subject.names().isEmpty() ? List.of(dnsName(subject.commonName())) : subject.names();
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private static String dnsName(String commonName) {
    return commonName.replace(':', '.');
  }

  private static X509Certificate sign(
      org.bouncycastle.cert.X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(key);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    // RSA: some Kubernetes clients, Fabric8's among them, read no other key in PKCS #8.
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS, RANDOM);
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(120, RANDOM).add(BigInteger.ONE);
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static X509Certificate readCertificate(Path file)
      throws IOException, GeneralSecurityException {
    try (var parser = new PEMParser(new StringReader(Disk.read(file)))) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
      throw new IOException("no certificate in " + file);
    }
  }

  private static PrivateKey readKey(Path file) throws IOException {
    try (var parser = new PEMParser(new StringReader(Disk.read(file)))) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case null, default -> throw new IOException("no private key in " + file);
      };
    }
  }

  private static EmbeddedException failed(String what, Path folder, Exception cause) {
    return new EmbeddedException(
        EmbeddedException.Code.PRECONDITION,
        "No key or certificate for '%s' in %s: %s; remove the folder to have all made anew"
            .formatted(what, folder, cause.getMessage()),
        cause);
  }
}
