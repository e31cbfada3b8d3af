package dev.mooring.tunnel;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who a client certificate says that dials in.
 *
 * @param agent the common name; empty when it has none
 * @param certificateSha256 lower-case hex
 */
record Visitor(String agent, String certificateSha256) {

  /** Of a session whose certificate has been verified. */
  static Visitor of(SSLSession session) {
    try {
      var certificate = (X509Certificate) session.getPeerCertificates()[0];
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Visitor(
          commonName(certificate.getSubjectX500Principal().getName()),
          HexFormat.of().formatHex(digest));
    } catch (SSLPeerUnverifiedException
        | CertificateEncodingException
        | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("The client's certificate was verified", impossible);
    }
  }

  private static String commonName(String subject) {
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> part.getValue().toString())
              .findFirst()
              .orElse("");
    } catch (InvalidNameException impossible) {
      throw new IllegalStateException("The subject of a certificate is a name", impossible);
    }
  }
}
