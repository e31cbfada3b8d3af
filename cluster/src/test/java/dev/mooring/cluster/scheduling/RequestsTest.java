package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Kubernetes' own helper (component-helpers, resource.PodRequests) answers for the same. */
final class RequestsTest {
  private static Resources of(String spec, String status) {
    return Requests.of(
        Serialization.unmarshal(
            """
            metadata: {name: p, namespace: lab}
            spec:
              containers:
                - {name: one, resources: {requests: {cpu: 1, memory: 1Gi}}}
                - {name: two, resources: {limits: {cpu: 500m}}}
            %s
            status: {%s}
            """
                .formatted(spec.indent(2), status),
            Pod.class));
  }

  @Test
  void containersComeTogetherAndALimitAloneIsARequest() {
    assertThat(of("", ""))
        .isEqualTo(Resources.of(Map.of("cpu", 1500L, "memory", 1L << 30, "pods", 1L)));
  }

  @Test
  void sidecarsRunBesideAndInitContainersBefore() {
    var init =
        """
        initContainers:
          - {name: side, restartPolicy: Always, resources: {requests: {cpu: 250m}}}
          - {name: setup, resources: {requests: {cpu: 3}}}
        """;
    assertThat(of(init, "").amount("cpu")).isEqualTo(3250);
    assertThat(of(init, "").amount("memory")).isEqualTo(1L << 30);
  }

  @Test
  void whatThePodAsksForAsAWholeCountsInsteadOfItsContainers() {
    var whole = of("resources: {requests: {cpu: 4, memory: 512Mi}}\noverhead: {cpu: 100m}", "");
    assertThat(whole.amount("cpu")).isEqualTo(4100);
    assertThat(whole.amount("memory")).isEqualTo(512L << 20);
  }

  @Test
  void whoIsResizedHoldsWhatItHadUntilItIsGivenBack() {
    var shrinking =
        "phase: Running, containerStatuses: [{name: one, allocatedResources: {cpu: 2},"
            + " resources: {requests: {cpu: 8}}}]";
    assertThat(of("", shrinking).amount("cpu")).isEqualTo(8500);
    var growing =
        "phase: Running, containerStatuses: [{name: one, allocatedResources: {cpu: 100m}}]";
    assertThat(of("", growing).amount("cpu")).isEqualTo(1500);
  }

  @Test
  void whatCannotBeGrantedIsNotHeld() {
    var infeasible =
        "conditions: [{type: PodResizePending, status: 'True', reason: Infeasible}],"
            + " containerStatuses: [{name: one, allocatedResources: {cpu: 100m}}]";
    assertThat(of("", infeasible).amount("cpu")).isEqualTo(600);
  }

  @Test
  void amountsAreRoundedUpAndEndWhereNobodyCounts() {
    assertThat(Requests.of(Map.of("cpu", new Quantity("1u"))).amount("cpu")).isEqualTo(1);
    assertThat(Requests.of(Map.of("memory", new Quantity("16Ei"))).amount("memory"))
        .isEqualTo(Requests.BEYOND_COUNTING);
    assertThatThrownBy(() -> Requests.of(Map.of("x", Quantity.parse("1e999999999"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
