package dev.mooring.controlplane.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An answer. */
public record Reply(int status, Map<String, String> headers, Optional<JsonNode> body) {
  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply ok(JsonNode body) {
    return of(200, body);
  }

  public static Reply of(int status, JsonNode body) {
    return new Reply(status, Map.of(), Optional.of(body));
  }

  public static Reply empty(int status) {
    return new Reply(status, Map.of(), Optional.empty());
  }

  public Reply with(String header, String value) {
    var more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body);
  }
}
