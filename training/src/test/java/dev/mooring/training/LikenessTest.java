package dev.mooring.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupSpec;
import dev.mooring.crd.PodGroupStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LikenessTest {
  private static final String ASKED =
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: j}
      spec:
        minReplicas: 1
        maxReplicas: 3
        metrics:
        - type: Pods
          pods: {metric: {name: m}, target: {type: AverageValue, averageValue: 1000m}}
      """;

  @Test
  void whatOthersAddAndHowQuantitiesAreSpelledDoesNotMatter() {
    var there =
        ASKED
            .replace("{name: j}", "{name: j, resourceVersion: '7', annotations: {a: b}}")
            .replace("1000m", "'1'")
            .replace("maxReplicas: 3", "maxReplicas: 3\n  behavior: {scaleUp: {}}")
            .concat("status: {currentReplicas: 2}\n");
    assertThat(Likeness.has(scaler(there), scaler(ASKED))).isTrue();
  }

  @Test
  void whatWasAskedForAndIsNotThereMatters() {
    assertThat(
            Likeness.has(scaler(ASKED.replace("maxReplicas: 3", "maxReplicas: 4")), scaler(ASKED)))
        .isFalse();
    assertThat(Likeness.has(scaler(ASKED.replace("1000m", "'2'")), scaler(ASKED))).isFalse();
    assertThat(Likeness.has(scaler(ASKED.replace("name: m", "name: other")), scaler(ASKED)))
        .isFalse();
    assertThat(
            Likeness.has(
                scaler(ASKED + "  - {type: Resource, resource: {name: cpu}}\n"), scaler(ASKED)))
        .isFalse();
    assertThat(Likeness.has(scaler(ASKED.replace("minReplicas: 1", "")), scaler(ASKED))).isFalse();
  }

  @Test
  void textIsComparedAsText() {
    var asked = map("hostfile: \"digits-worker-0 slots=1\\n\"");
    assertThat(Likeness.has(map("hostfile: \"digits-worker-0 slots=1\\n\""), asked)).isTrue();
    assertThat(Likeness.has(map("hostfile: \"digits-worker-0 slots=2\\n\""), asked)).isFalse();
    assertThat(Likeness.has(map("other: x"), asked)).isFalse();
  }

  @Test
  void aGangIsAsItWasAskedForWhileItsPlanStands() {
    var asked = new PodGroup();
    asked.setSpec(new PodGroupSpec(2, "default", null, null));
    var there = new PodGroup();
    there.setSpec(new PodGroupSpec(2, "default", null, null));
    there.setStatus(
        new PodGroupStatus(
            PodGroupPhase.INQUEUE, new GangPlan(Instant.EPOCH, Map.of("uid", "n1")), null));
    assertThat(Likeness.has(there, asked)).isTrue();
    there.setSpec(new PodGroupSpec(3, "default", null, null));
    assertThat(Likeness.has(there, asked)).isFalse();
  }

  private static HasMetadata scaler(String yaml) {
    return Serialization.unmarshal(yaml, HorizontalPodAutoscaler.class);
  }

  private static HasMetadata map(String data) {
    return Serialization.unmarshal(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {%s}\n".formatted(data),
        ConfigMap.class);
  }
}
