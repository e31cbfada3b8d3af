package dev.mooring.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class WritesTest {

  @Test
  void writesAreCountedByVerbAndResourceAndReadsAndLeasesAreNot() {
    var before =
        Writes.parse(
            """
            # TYPE apiserver_request_total counter
            apiserver_request_total{code="201",resource="pods",subresource="",verb="POST"} 5
            apiserver_request_total{code="409",resource="pods",subresource="",verb="POST"} 1
            apiserver_request_total{code="200",resource="pods",subresource="status",verb="PATCH"} 7
            """);
    var after =
        Writes.parse(
            """
            apiserver_request_total{code="201",resource="pods",subresource="",verb="POST"} 1.5e+01
            apiserver_request_total{code="409",resource="pods",subresource="",verb="POST"} 1
            apiserver_request_total{code="200",resource="pods",subresource="status",verb="PATCH"} 7
            apiserver_request_total{code="200",resource="pods",subresource="",verb="LIST"} 9
            apiserver_request_total{code="200",resource="leases",subresource="",verb="PUT"} 9
            apiserver_request_total{code="200",resource="nodes",subresource="",verb="DELETE"} 2
            """);
    assertThat(before.counts()).isEqualTo(Map.of("POST pods", 6L, "PATCH pods/status", 7L));
    assertThat(after.since(before)).isEqualTo(Map.of("POST pods", 10L, "DELETE nodes", 2L));
  }
}
