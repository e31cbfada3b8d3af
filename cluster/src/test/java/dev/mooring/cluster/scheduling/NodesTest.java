package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Taint;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NodesTest {

  private static Node node(String spec) {
    return Nodes.of(
        Serialization.unmarshal(
            """
            metadata: {name: a}
            spec: {%s}
            status: {conditions: [{type: Ready, status: "True"}]}
            """
                .formatted(spec),
            io.fabric8.kubernetes.api.model.Node.class),
        Map.of(),
        List.of());
  }

  @Test
  void aCordonIsATaintWhetherOrNotTheNodeHasItYet() {
    var gpu = "{key: gpu, effect: NoSchedule}";
    var cordon = "{key: node.kubernetes.io/unschedulable, effect: NoSchedule}";
    for (var taints : List.of(gpu, gpu + ", " + cordon)) {
      var node = node("unschedulable: true, taints: [%s]".formatted(taints));
      assertThat(node.taints()).containsExactly(new Taint("gpu", "", "NoSchedule"), Taint.CORDON);
      assertThat(node.ready()).isTrue();
      assertThat(node.open()).isFalse();
    }
    assertThat(node("taints: [%s]".formatted(gpu)).open()).isTrue();
  }
}
