package dev.mooring.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calls a control plane by its names at an address of one's choice, whatever DNS says of them: with
 * curl, which takes the two apart.
 *
 * @param from words before the command, such as those that enter a node's network
 * @param authority file with the certificate that must have signed the server's
 * @param domain of the control plane
 */
record Caller(List<String> from, String address, Path authority, String domain) {
  private static final int PORT = 8443;

  Caller {
    from = List.copyOf(from);
  }

  /** What came back. */
  record Answer(int status, String body) {
    /** The body of an answer that is well. */
    JsonNode json() {
      if (status / 100 != 2) {
        throw new IllegalStateException("%d %s".formatted(status, body));
      }
      try {
        return new ObjectMapper().readTree(body);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(body, e);
      }
    }
  }

  /** A call of {@code method} on {@code host}, which is below the domain. */
  Answer call(String method, String host, String path, Map<String, String> headers, String body) {
    var name = host + "." + domain;
    var command = new ArrayList<>(from);
    command.addAll(List.of("curl", "--silent", "--show-error", "--max-time", "60", "--retry", "5"));
    command.addAll(List.of("--retry-connrefused", "--cacert", authority.toString()));
    command.addAll(List.of("--resolve", "%s:%d:%s".formatted(name, PORT, address)));
    headers.forEach((key, value) -> command.addAll(List.of("--header", key + ": " + value)));
    command.addAll(List.of("--request", method, "--write-out", "\n%{http_code}"));
    if (!body.isEmpty()) {
      command.addAll(List.of("--data-binary", "@-"));
    }
    command.add("https://%s:%d%s".formatted(name, PORT, path));
    var output = Machine.feed(body, command.toArray(String[]::new));
    var end = output.lastIndexOf('\n');
    return new Answer(Integer.parseInt(output.substring(end + 1)), output.substring(0, end));
  }

  /** A token of this control plane's own issuer. */
  String token(String client, String secret, String resource) {
    var form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&resource=%s"
            .formatted(client, secret, resource);
    return call("POST", "arm", "/adfs/oauth2/token", Map.of(), form)
        .json()
        .path("access_token")
        .asText();
  }

  Answer get(String token, String path) {
    return call("GET", "arm", path + "?api-version=2024-10-01", bearer(token), "");
  }

  Answer put(String token, String path, String json) {
    return call("PUT", "arm", path + "?api-version=2024-10-01", bearer(token), json);
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
  }
}
