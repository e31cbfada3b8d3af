package dev.mooring.controlplane.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which calls go to which handler.
 *
 * @param template segments; one in braces stands for any, others are compared without case
 * @param open needs no token
 */
public record Route(String method, List<String> template, boolean open, Handler handler) {
  public Route {
    template = List.copyOf(template);
  }

  /** Answers a call; refuses it by throwing a {@link Refusal}. */
  @FunctionalInterface
  public interface Handler {
    Reply handle(Request request);
  }

  /** A route for callers with a valid token. */
  public static Route of(String method, String template, Handler handler) {
    return new Route(method, split(template), false, handler);
  }

  /** A route for everyone. */
  public static Route open(String method, String template, Handler handler) {
    return new Route(method, split(template), true, handler);
  }

  private static List<String> split(String template) {
    return Arrays.stream(template.split("/")).filter(part -> !part.isEmpty()).toList();
  }

  /** What the placeholders stand for, if the path fits. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != template.size()) {
      return Optional.empty();
    }
    var names = new HashMap<String, String>();
    for (var i = 0; i < path.size(); i++) {
      var part = template.get(i);
      if (part.startsWith("{")) {
        names.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equalsIgnoreCase(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(names);
  }
}
