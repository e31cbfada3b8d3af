package dev.mooring.agent.admissioninit;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Makes an authority, signs one certificate with it, and forgets its key. Thread-safe. */
final class OneTimeAuthority implements Issuer {
  /** Clocks differ. */
  private static final Duration BEFORE = Duration.ofMinutes(5);

  @Override
  public Pair issue(String name, Instant now) {
    try {
      var authorityKeys = keys();
      var serverKeys = keys();
      // Serial and name differ from those before, so that the chain of each is found in a bundle.
      var issuer = new X500Name("CN=azureml-connector-admission " + now.getEpochSecond());
      var authority = authority(issuer, authorityKeys, now);
      var server = server(issuer, name, new Signing(authorityKeys, serverKeys), now);
      return Pairs.read(
          pem("CERTIFICATE", server.getEncoded()),
          pem("PRIVATE KEY", serverKeys.getPrivate().getEncoded()),
          pem("CERTIFICATE", authority.getEncoded()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("Every JDK signs with P-256", impossible);
    }
  }

  private record Signing(KeyPair authority, KeyPair server) {}

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509CertificateHolder authority(X500Name name, KeyPair keys, Instant now)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    var tools = new JcaX509ExtensionUtils();
    var builder = builder(name, name, keys, now);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            tools.createSubjectKeyIdentifier(keys.getPublic()));
    return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
  }

  private static X509CertificateHolder server(
      X500Name issuer, String name, Signing keys, Instant now)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    var tools = new JcaX509ExtensionUtils();
    // A common name ends after 64 characters; the alternative name is what is compared.
    var builder =
        builder(issuer, new X500Name("CN=azureml-connector-admission"), keys.server(), now);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            tools.createAuthorityKeyIdentifier(keys.authority().getPublic()));
    return builder.build(
        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.authority().getPrivate()));
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
        Date.from(now.minus(BEFORE)),
        Date.from(now.plus(Rotation.LIFETIME)),
        subject,
        keys.getPublic());
  }

  private static String pem(String kind, byte[] content) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(kind, content));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
