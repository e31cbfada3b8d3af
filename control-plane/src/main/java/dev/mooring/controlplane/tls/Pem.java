package dev.mooring.controlplane.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as text. */
final class Pem {
  private Pem() {}

  static List<X509Certificate> certificates(String pem) {
    try (var parser = new PEMParser(new StringReader(pem))) {
      var found = new ArrayList<X509Certificate>();
      for (var next = parser.readObject(); next != null; next = parser.readObject()) {
        if (next instanceof X509CertificateHolder holder) {
          found.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
      }
      return found;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException("not a certificate in PEM", broken);
    }
  }

  /** The first key: PKCS#8, or as OpenSSL wrote it of old. */
  static PrivateKey key(String pem) {
    try (var parser = new PEMParser(new StringReader(pem))) {
      for (var next = parser.readObject(); next != null; next = parser.readObject()) {
        if (next instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
        if (next instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
        }
      }
    } catch (IOException broken) {
      throw new IllegalArgumentException("not a private key in PEM", broken);
    }
    throw new IllegalArgumentException("no private key in PEM");
  }

  static String of(X509Certificate certificate) {
    try {
      return write("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("A certificate always has a text", impossible);
    }
  }

  static String of(PrivateKey key) {
    return write("PRIVATE KEY", key.getEncoded());
  }

  private static String write(String kind, byte[] content) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(kind, content));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  static String sha256(X509Certificate certificate) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
