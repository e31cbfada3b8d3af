package dev.mooring.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Connections to what a test itself answers on the loopback address. */
public final class Loopback {
  /** What a connection shows of itself. */
  public static final String TOKEN = "secret";

  private Loopback() {}

  /**
   * Opens one.
   *
   * @param folder for its kubeconfig
   */
  public static Connection connect(Path folder, int port) throws IOException {
    return connect(folder, "http://127.0.0.1:%d".formatted(port), "");
  }

  /**
   * Opens one by TLS.
   *
   * @param folder for its kubeconfig
   * @param certificate base64 of its PEM form
   */
  public static Connection connectSecurely(Path folder, int port, String certificate)
      throws IOException {
    return connect(
        folder,
        "https://127.0.0.1:%d".formatted(port),
        ", certificate-authority-data: " + certificate);
  }

  private static Connection connect(Path folder, String server, String trust) throws IOException {
    var kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "%s"%s}}]
            users: [{name: u, user: {token: %s}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """
                .formatted(server, trust, TOKEN));
    return Connection.open("test", Optional.of(kubeconfig));
  }
}
