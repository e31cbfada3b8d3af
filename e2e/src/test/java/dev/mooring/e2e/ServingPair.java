package dev.mooring.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for a server with its key and an authority of its own, as the JDK's keytool makes
 * them.
 *
 * @param store holds both
 */
record ServingPair(KeyStore store) {
  private static final String PASSWORD = "e2e-only";

  /**
   * Makes one.
   *
   * @param folder for the store
   * @param name DNS name of the server
   */
  static ServingPair issue(Path folder, String name) {
    var file = folder.resolve("pair.p12");
    keytool(
        file, "-alias", "authority", "-dname", "CN=e2e " + folder, "-ext", "bc:critical=ca:true");
    keytool(
        file,
        "-alias",
        "server",
        "-signer",
        "authority",
        "-dname",
        "CN=e2e",
        "-ext",
        "san=dns:" + name);
    try (var content = Files.newInputStream(file)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(content, PASSWORD.toCharArray());
      return new ServingPair(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void keytool(Path file, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "90", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(arguments));
    Machine.run(command.toArray(String[]::new));
  }

  String certificate() {
    return certificate("server");
  }

  String authority() {
    return certificate("authority");
  }

  private String certificate(String alias) {
    try {
      return pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String key() {
    try {
      return pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String kind, byte[] content) {
    var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, lines.encodeToString(content));
  }

  /** Whether whoever trusts this authority alone believes the server. */
  boolean isServedAt(String address, int port) {
    try {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", store.getCertificate("authority"));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      try (var socket = (SSLSocket) context.getSocketFactory().createSocket(address, port)) {
        socket.startHandshake();
        return true;
      }
    } catch (SSLException anothersAuthority) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
