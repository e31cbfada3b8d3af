package dev.mooring.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All figures of a component, answered in Prometheus' text format 0.0.4 in the order in which they
 * were named. Thread-safe.
 */
public final class Metrics implements HttpHandler {
  private final List<Family> families = new CopyOnWriteArrayList<>();

  /**
   * Names a counter.
   *
   * @param labels names; a counter with labels shows what has been counted, one without begins at 0
   */
  public Counter counter(String name, String help, String... labels) {
    return added(new Counter(new Name(name, help, List.of(labels))));
  }

  /** Names a gauge, of which nothing is shown until it is set. */
  public Gauge gauge(String name, String help, String... labels) {
    return added(new Gauge(new Name(name, help, List.of(labels))));
  }

  /**
   * Names a histogram.
   *
   * @param bounds upper ones of its buckets, ascending, without infinity
   */
  public Histogram histogram(String name, String help, double... bounds) {
    return added(new Histogram(new Name(name, help, List.of()), bounds));
  }

  private <F extends Family> F added(F family) {
    families.add(family);
    return family;
  }

  /** How it all stands now. */
  public String text() {
    var text = new StringBuilder();
    families.forEach(family -> family.write(text));
    return text.toString();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
