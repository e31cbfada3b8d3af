package dev.mooring.agent.relay;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What relay-server is told by its environment.
 *
 * @param host {@code RELAY_HOST}: the control plane's name for its relay
 * @param port {@code RELAY_PORT}
 * @param tlsFolder {@code RELAY_TLS_FOLDER}: holds {@code tls.crt}, {@code tls.key}, {@code ca.crt}
 * @param restServer {@code REST_SERVER_URL}; in the pod's namespace when not given
 * @param tokenFile {@code REST_TOKEN_FILE}: the bearer token that rest-server asks for
 */
record RelaySettings(String host, int port, Path tlsFolder, URI restServer, Path tokenFile) {

  static RelaySettings of(String namespace, Map<String, String> environment) {
    return new RelaySettings(
        needed(environment, "RELAY_HOST"),
        port(needed(environment, "RELAY_PORT")),
        Path.of(needed(environment, "RELAY_TLS_FOLDER")),
        restServer(
            value(environment, "REST_SERVER_URL")
                .orElse("http://rest-server." + namespace + ":8080")),
        Path.of(needed(environment, "REST_TOKEN_FILE")));
  }

  private static String needed(Map<String, String> environment, String name) {
    return value(environment, name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static int port(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("RELAY_PORT is not a number: '" + value + "'", notANumber);
    }
  }

  private static URI restServer(String value) {
    var uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null || !uri.getPath().isEmpty()) {
      throw new IllegalArgumentException("REST_SERVER_URL is not http://HOST:PORT: " + value);
    }
    return uri;
  }
}
