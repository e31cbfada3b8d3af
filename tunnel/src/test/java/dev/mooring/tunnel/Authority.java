package dev.mooring.tunnel;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests. */
final class Authority {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X500Name name;
  private final KeyPair keys;
  private final X509CertificateHolder certificate;

  Authority(String name) throws Exception {
    this.name = new X500Name("CN=" + name);
    this.keys = newKeys();
    this.certificate =
        sign(
            builder(this.name, keys, Duration.ofDays(1))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
  }

  String pem() throws Exception {
    return pem(certificate);
  }

  /** For a server with these DNS names. */
  TlsIdentity server(String... names) throws Exception {
    return server(Duration.ofDays(1), names);
  }

  TlsIdentity expiredServer(String... names) throws Exception {
    return server(Duration.ofMinutes(-5), names);
  }

  private TlsIdentity server(Duration valid, String... names) throws Exception {
    var own = newKeys();
    var alternatives = new GeneralName[names.length];
    for (var i = 0; i < names.length; i++) {
      alternatives[i] = new GeneralName(GeneralName.dNSName, names[i]);
    }
    var builder =
        builder(new X500Name("CN=gateway"), own, valid)
            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    return new TlsIdentity(pem(sign(builder)), key(own), pem());
  }

  /** For an agent. */
  TlsIdentity agent(String agent) throws Exception {
    var own = newKeys();
    var signed = sign(builder(new X500Name("CN=" + agent), own, Duration.ofDays(1)));
    return new TlsIdentity(pem(signed), key(own), pem());
  }

  private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair own, Duration valid) {
    var now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(SERIAL.getAndIncrement()),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(valid)),
        subject,
        own.getPublic());
  }

  private X509CertificateHolder sign(X509v3CertificateBuilder builder) throws Exception {
    return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
  }

  private static KeyPair newKeys() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String key(KeyPair keys) throws Exception {
    return pem(new JcaPKCS8Generator(keys.getPrivate(), null).generate());
  }

  private static String pem(Object object) throws Exception {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(object);
    }
    return text.toString();
  }
}
