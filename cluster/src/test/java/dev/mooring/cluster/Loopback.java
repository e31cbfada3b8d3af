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
    return Connection.open("test", kubeconfig(folder, "http://127.0.0.1:%d".formatted(port), ""));
  }

  /**
   * Opens one by TLS.
   *
   * @param folder for its kubeconfig
   * @param certificate base64 of its PEM form
   */
  public static Connection connectSecurely(Path folder, int port, String certificate)
      throws IOException {
    return Connection.open("test", securely(folder, port, certificate));
  }

  /** A kubeconfig for {@link #connectSecurely}, for another kind of connection. */
  public static Optional<Path> securely(Path folder, int port, String certificate)
      throws IOException {
    return kubeconfig(
        folder,
        "https://127.0.0.1:%d".formatted(port),
        ", certificate-authority-data: " + certificate);
  }

  private static Optional<Path> kubeconfig(Path folder, String server, String trust)
      throws IOException {
    return Optional.of(
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
                .formatted(server, trust, TOKEN)));
  }
}
