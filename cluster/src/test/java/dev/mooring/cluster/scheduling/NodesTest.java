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
    return node(spec, "{conditions: [{type: Ready, status: \"True\"}]}");
  }

  private static Node node(String spec, String status) {
    return Nodes.of(
        Serialization.unmarshal(
            """
            metadata: {name: a}
            spec: {%s}
            status: %s
            """
                .formatted(spec, status),
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
      assertThat(node.open()).isFalse();
    }
    assertThat(node("taints: [%s]".formatted(gpu)).open()).isTrue();
  }

  @Test
  void notToBeReadyIsATaintWhetherOrNotTheNodeHasItYet() {
    var says = "{conditions: [{type: Ready, status: %s}]}";
    for (var status : List.of(says.formatted("\"False\""), "{conditions: []}", "{}", "null")) {
      assertThat(node("", status).taints()).as(status).containsExactly(Taint.NOT_READY);
    }
    assertThat(node("", says.formatted("Unknown")).taints()).containsExactly(Taint.UNREACHABLE);
    var taint = "taints: [{key: node.kubernetes.io/unreachable, effect: NoSchedule}]";
    assertThat(node(taint, says.formatted("Unknown")).taints()).hasSize(1);
  }
}
