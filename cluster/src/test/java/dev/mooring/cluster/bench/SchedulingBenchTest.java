package dev.mooring.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cluster.bench.SchedulingBench.Plan;
import dev.mooring.cluster.bench.SchedulingBench.Round;
import dev.mooring.cluster.bench.SchedulingBench.Shape;
import dev.mooring.cluster.bench.SchedulingBench.Temperature;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchedulingBenchTest {

  @Test
  void shapesAreReadAsTheyAreWritten() {
    assertThat(Shape.parse("1000x3")).isEqualTo(new Shape(1000, 3)).hasToString("1000x3");
    assertThat(Shape.parse("10x300").pods()).isEqualTo(3000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1000", "x3", "0x3", "3x0", "-1x3", "3X3", "1000000x1"})
  void whatIsNoShapeIsRefused(String text) {
    assertThatThrownBy(() -> Shape.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aPlanThatCannotBeBoundIsRefused() {
    assertThatThrownBy(() ->
            new Plan(
                List.of(new Shape(10, 64), new Shape(10, 65)),
                List.of(100, 10),
                Set.of(Temperature.COLD),
                1))
        .hasMessageContaining("10 nodes have not the room");
  }

  @Test
  void ratesAreOfAllPods() {
    var round =
        new Round(
            new Shape(100, 3),
            10,
            1,
            "default",
            Temperature.COLD,
            Duration.ofSeconds(3),
            Duration.ofMillis(1500),
            Duration.ofMillis(900),
            100);
    assertThat(round.rateSinceStart()).isEqualTo(100, Offset.offset(1e-6));
    assertThat(round.rateSinceFirst()).isEqualTo(200, Offset.offset(1e-6));
    assertThat(round.cpuMillisAPod()).isEqualTo(3, Offset.offset(1e-6));
  }

  @Test
  void aGangsPodsAreTheSameWithAndWithoutTheGroup() {
    var gang =
        new FakeGang(
            "ns", "g", 3, Map.of("cpu", "1", "nvidia.com/gpu", "8"), "some-scheduler", "b/fake");
    assertThat(gang.pod(2).getSpec()).isEqualTo(gang.single(2).getSpec());
    assertThat(gang.pod(2).getMetadata().getAnnotations())
        .containsEntry("scheduling.k8s.io/group-name", "g");
    assertThat(gang.single(2).getMetadata().getAnnotations()).isEmpty();
    assertThat(gang.group().getSpec().minMember()).isEqualTo(3);
    var resources = gang.pod(0).getSpec().getContainers().getFirst().getResources();
    assertThat(resources.getRequests()).containsOnlyKeys("cpu", "nvidia.com/gpu");
    assertThat(resources.getLimits()).containsOnlyKeys("nvidia.com/gpu");
  }
}
