package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.HostPort;
import dev.mooring.scheduling.model.PodShape;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Kubernetes' filters read of a pod. */
final class PodShapesTest {

  /**
   * Reads a pod.
   *
   * @param spec lines of the specification, indented by two
   */
  private static PodShape shape(String spec) {
    var pod =
        Serialization.unmarshal(
            "metadata: {name: p, namespace: lab, labels: {app: x}}\nspec:\n" + spec, Pod.class);
    return PodShapes.of(pod, _ -> Set.of());
  }

  @Test
  void portsOfInitContainersThatEndAreNobodys() {
    var shape =
        shape(
            """
              initContainers:
              - {name: fetch, ports: [{containerPort: 80, hostPort: 80}]}
              - {name: sidecar, restartPolicy: Always, ports: [{containerPort: 81, hostPort: 81}]}
              containers:
              - {name: c, ports: [{containerPort: 82, hostPort: 82}, {containerPort: 83}]}
            """);
    assertThat(shape.local().ports())
        .containsExactly(new HostPort("TCP", "", 81), new HostPort("TCP", "", 82));
  }

  @Test
  void anAbsentSelectorSelectsNoPodsAndAnEmptyOneAll() {
    var shape =
        shape(
            """
              topologySpreadConstraints:
              - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}
              - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}
              affinity:
                podAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                  - {topologyKey: zone}
                  - {topologyKey: zone, labelSelector: {}}
                podAntiAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                  - {weight: 1, podAffinityTerm: {topologyKey: zone}}
                  - {weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {}}}
            """);
    assertThat(shape.spreads())
        .extracting(spread -> spread.selector().selects(shape.labels()))
        .containsExactly(false, true);
    assertThat(shape.company().near())
        .extracting(term -> term.selects(shape))
        .containsExactly(false, true);
    assertThat(shape.company().preferApart())
        .extracting(preferred -> preferred.term().selects(shape))
        .containsExactly(false, true);
  }
}
