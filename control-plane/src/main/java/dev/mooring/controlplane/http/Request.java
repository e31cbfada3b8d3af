package dev.mooring.controlplane.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A call, as handlers see it.
 *
 * @param headers by name in lower case
 * @param names what the route's placeholders stand for
 */
public record Request(
    String method,
    Target target,
    Map<String, String> headers,
    Map<String, String> names,
    String body) {
  public Request {
    headers = Map.copyOf(headers);
    names = Map.copyOf(names);
  }

  /** This call, when its route is known. */
  Request with(Map<String, String> found) {
    return new Request(method, target, headers, found, body);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** What a placeholder of the route stands for. */
  public String name(String placeholder) {
    var value = names.get(placeholder);
    if (value == null) {
      throw new IllegalStateException("The route has no placeholder '" + placeholder + "'");
    }
    return value;
  }

  public Optional<String> query(String name) {
    return target.query(name);
  }

  /** The body as an object; empty when there is none. */
  public ObjectNode json() {
    return Json.parse(body);
  }
}
