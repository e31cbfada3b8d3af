package dev.mooring.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HelmReleasesTest {
  @TempDir Path chart;

  @Test
  void contentIsThatOfChartAndValues() throws IOException {
    Files.writeString(chart.resolve("Chart.yaml"), "name: a");
    var before = content("x: 1");
    assertThat(content("x: 1")).isEqualTo(before);
    assertThat(content("x: 2")).isNotEqualTo(before);
    Files.writeString(chart.resolve("Chart.yaml"), "name: b");
    assertThat(content("x: 1")).isNotEqualTo(before);
    assertThat(Content.in(Content.description(before))).isEqualTo(before);
    assertThat(Content.in("Upgrade complete")).isEmpty();
  }

  @Test
  void failuresAreToldApart() {
    assertThat(HelmReleases.code("failed pre-install: 1 error occurred: * job a failed: Backoff"))
        .isEqualTo(HelmException.Code.HOOK);
    assertThat(HelmReleases.code("pre-upgrade hooks failed: job failed: BackoffLimitExceeded"))
        .isEqualTo(HelmException.Code.HOOK);
    assertThat(HelmReleases.code("context deadline exceeded"))
        .isEqualTo(HelmException.Code.TIMEOUT);
    assertThat(HelmReleases.code("values don't meet the specifications of the schema(s)"))
        .isEqualTo(HelmException.Code.CHART);
    assertThat(HelmReleases.code("Kubernetes cluster unreachable"))
        .isEqualTo(HelmException.Code.CLUSTER);
  }

  private String content(String values) {
    return Content.of(new Release("ns", "r", chart, values, Duration.ofSeconds(1)));
  }
}
