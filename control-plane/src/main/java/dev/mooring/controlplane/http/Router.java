package dev.mooring.controlplane.http;

import dev.mooring.api.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a call. Immutable. */
public final class Router {
  private final List<Route> routes;

  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** A route and what its placeholders stand for. */
  record Found(Route route, Map<String, String> names) {}

  Found find(Request request) {
    var path = request.target().segments();
    var allowed = new TreeSet<String>();
    for (var route : routes) {
      var names = route.match(path);
      if (names.isEmpty()) {
        continue;
      }
      if (route.method().equals(request.method())) {
        names.get().values().forEach(Router::checkName);
        return new Found(route, names.get());
      }
      allowed.add(route.method());
    }
    throw allowed.isEmpty() ? unknown(path) : notAllowed(request, allowed);
  }

  /** A name becomes a segment of an id, so it must not make two of one. */
  private static void checkName(String name) {
    if (name.length() > 260 || name.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ')) {
      throw Refusal.wrong(
          "InvalidName",
          "A name in the path is longer than 260 characters, or has a slash or a control character",
          "Use letters, digits, '-', '_' and '.'");
    }
  }

  private static Refusal unknown(List<String> path) {
    return Refusal.absent(
        "PathNotFound",
        "There is nothing at /" + String.join("/", path),
        "Compare the path with the Azure Machine Learning REST API; check resource type and spelling");
  }

  private static Refusal notAllowed(Request request, Set<String> allowed) {
    return new Refusal(
        405,
        new Problem(
            "MethodNotAllowed",
            "%s is not possible at /%s"
                .formatted(request.method(), String.join("/", request.target().segments())),
            "Use one of " + String.join(", ", allowed)));
  }
}
