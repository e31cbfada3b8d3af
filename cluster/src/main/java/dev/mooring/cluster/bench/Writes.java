package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How many writes the API server has taken, by verb and resource, as its metric {@code
 * apiserver_request_total} counts them.
 */
record Writes(Map<String, Long> counts) {
  private static final Pattern LINE =
      Pattern.compile("apiserver_request_total\\{(.*)} ([0-9.e+]+)");
  private static final Pattern FIELD = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  static Writes of(KubernetesClient client) {
    return parse(client.raw("/metrics"));
  }

  static Writes parse(String metrics) {
    var counts = new TreeMap<String, Long>();
    metrics
        .lines()
        .map(LINE::matcher)
        .filter(java.util.regex.Matcher::matches)
        .forEach(line -> {
          var fields = new TreeMap<String, String>();
          var field = FIELD.matcher(line.group(1));
          while (field.find()) {
            fields.put(field.group(1), field.group(2));
          }
          var verb = fields.getOrDefault("verb", "");
          var resource = fields.getOrDefault("resource", "");
          var part = fields.getOrDefault("subresource", "");
          if (verb.matches("POST|PUT|PATCH|APPLY|DELETE") && !resource.equals("leases")) {
            counts.merge(
                "%s %s%s".formatted(verb, resource, part.isEmpty() ? "" : "/" + part),
                Math.round(Double.parseDouble(line.group(2))),
                Long::sum);
          }
        });
    return new Writes(counts);
  }

  long sum() {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  /** What was written since; kinds of which there was none are left out. */
  Map<String, Long> since(Writes before) {
    var grown = new TreeMap<String, Long>();
    counts.forEach((what, count) -> {
      var more = count - before.counts.getOrDefault(what, 0L);
      if (more > 0) {
        grown.put(what, more);
      }
    });
    return grown;
  }
}
