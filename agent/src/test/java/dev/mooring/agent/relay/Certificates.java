package dev.mooring.agent.relay;

import dev.mooring.tunnel.TlsIdentity;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for tests, and certificates of it that are good for {@code localhost}. */
final class Certificates {
  private static final X500Name NAME = new X500Name("CN=test authority");

  private final KeyPair keys = newKeys();
  private final X509CertificateHolder root;

  Certificates() throws Exception {
    root = signed(NAME, keys, Extension.basicConstraints, new BasicConstraints(true));
  }

  TlsIdentity identity(String commonName) throws Exception {
    var own = newKeys();
    var names = new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost"));
    var certificate =
        signed(new X500Name("CN=" + commonName), own, Extension.subjectAlternativeName, names);
    var key = new JcaPKCS8Generator(own.getPrivate(), null).generate();
    return new TlsIdentity(pem(certificate), pem(key), pem(root));
  }

  private X509CertificateHolder signed(
      X500Name subject, KeyPair own, ASN1ObjectIdentifier extension, ASN1Encodable value)
      throws Exception {
    var now = Instant.now();
    return new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(64, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            own.getPublic())
        .addExtension(extension, true, value)
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
  }

  private static KeyPair newKeys() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws Exception {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(object);
    }
    return text.toString();
  }
}
