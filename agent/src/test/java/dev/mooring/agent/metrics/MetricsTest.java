package dev.mooring.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.agent.Health;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text is what Prometheus' exposition format 0.0.4 says. */
final class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void countersOnlyGrow() {
    var plain = metrics.counter("a_total", "All of a");
    var labelled = metrics.counter("b_total", "All of b", "kind", "where");
    labelled.add(2, "x", "lab");
    labelled.add(1, "x", "lab");
    labelled.add(0, "y", "lab");
    assertThat(metrics.text())
        .isEqualTo(
            """
            # HELP a_total All of a
            # TYPE a_total counter
            a_total 0
            # HELP b_total All of b
            # TYPE b_total counter
            b_total{kind="x",where="lab"} 3
            """);
    assertThatThrownBy(() -> plain.add(-1)).hasMessageContaining("a_total");
    assertThatThrownBy(() -> labelled.add(1, "x")).hasMessageContaining("[kind, where]");
  }

  @Test
  void aGaugeShowsWhatItWasSetToLastAndNothingElse() {
    var gauge = metrics.gauge("g", "G", "queue");
    gauge.set(Map.of(List.of("gone"), 1, List.of("stays"), 2));
    gauge.set(Map.of(List.of("stays"), 0.5, List.of("with \"quotes\" and \\"), 3e9));
    metrics.gauge("one", "One").set(Double.POSITIVE_INFINITY);
    assertThat(metrics.text())
        .isEqualTo(
            """
            # HELP g G
            # TYPE g gauge
            g{queue="stays"} 0.5
            g{queue="with \\"quotes\\" and \\\\"} 3000000000
            # HELP one One
            # TYPE one gauge
            one +Inf
            """);
  }

  @Test
  void bucketsOfAHistogramHoldAllThatTookNoLonger() {
    var histogram = metrics.histogram("h_seconds", "H", 0.1, 1, 10);
    List.of(50, 100, 500, 20_000).forEach(ms -> histogram.observe(Duration.ofMillis(ms)));
    assertThat(metrics.text())
        .isEqualTo(
            """
            # HELP h_seconds H
            # TYPE h_seconds histogram
            h_seconds_bucket{le="0.1"} 2
            h_seconds_bucket{le="1"} 3
            h_seconds_bucket{le="10"} 3
            h_seconds_bucket{le="+Inf"} 4
            h_seconds_sum 20.65
            h_seconds_count 4
            """);
    assertThatThrownBy(() -> metrics.histogram("bad", "", 1, 1)).hasMessageContaining("bad");
  }

  @Test
  void theHealthPortServesThem() throws Exception {
    metrics.counter("a_total", "All of a").add(1);
    try (var health = Health.start(0, () -> true, () -> true);
        var http = HttpClient.newHttpClient()) {
      health.serve("/metrics", metrics);
      var uri = URI.create("http://127.0.0.1:" + health.port() + "/metrics");
      var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4");
      assertThat(answer.body()).endsWith("a_total 1\n");
    }
  }
}
