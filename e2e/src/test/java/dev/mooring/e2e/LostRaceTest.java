package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Restarts;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two schedulers give the same room to two pods, and the kubelet turns the later one away. The test
 * is the other scheduler.
 */
@Isolated("it fills a node")
final class LostRaceTest {
  @Test
  void aReplicaThatLostItsSeatIsPlacedAgainAndThatIsNoRestart() {
    try (var sandbox = Sandbox.open()) {
      sandbox.awaitPods();
      var node = Lab.client().nodes().withName(Lab.machines().getFirst()).get();
      var most = Lab.client().resource(filler(sandbox, node)).create();
      Sandbox.await("most of the node is taken")
          .until(() -> "Running".equals(Lab.client().resource(most).get().getStatus().getPhase()));
      var job = TrainingJob.create(sandbox, late(node));
      job.statusThat("waits for room", status -> status.reason() != null);
      var first = job.pod("master-0").orElseThrow();

      bind(first, node);

      Sandbox.await("another pod has its place")
          .until(() -> job.pod("master-0").filter(pod -> !uid(pod).equals(uid(first))).isPresent());
      Sandbox.await("the node said why").until(() -> isTold(sandbox, first));
      assertThat(retries(job.status())).isZero();
      Lab.client().resource(most).delete();
      assertThat(retries(job.succeeded())).isZero();
    }
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  /** By the kubelet's event; the pod itself is gone soon. */
  private static boolean isTold(Sandbox sandbox, Pod pod) {
    return Lab.client().v1().events().inNamespace(sandbox.namespace()).list().getItems().stream()
        .filter(event -> uid(pod).equals(event.getInvolvedObject().getUid()))
        .anyMatch(event -> "OutOfcpu".equals(event.getReason()));
  }

  private static int retries(JobStatus status) {
    return Restarts.of(status).count();
  }

  private static void bind(Pod pod, Node node) {
    Lab.client()
        .resource(
            new BindingBuilder()
                .withMetadata(pod.getMetadata())
                .withNewTarget()
                .withKind("Node")
                .withName(node.getMetadata().getName())
                .endTarget()
                .build())
        .create();
  }

  private static String part(Node node, String factor) {
    var cpus = Objects.requireNonNull(node.getStatus().getAllocatable().get("cpu"));
    return cpus.getNumericalAmount().multiply(new BigDecimal(factor)).toPlainString();
  }

  private static Pod filler(Sandbox sandbox, Node node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("most")
        .withNamespace(sandbox.namespace())
        .endMetadata()
        .withNewSpec()
        .withNodeName(node.getMetadata().getName())
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("sleeps")
        .withImage(Lab.pytorchImage())
        .withCommand("sh", "-c", Shell.FOR_EVER)
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity(part(node, "0.6"))))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  private static String late(Node node) {
    return Manifests.job("late", 0, "true", "{cpu: \"%s\"}".formatted(part(node, "0.5")))
        .replace(
            "          containers:",
            "          nodeSelector: {%s: %s}\n          containers:"
                .formatted(Lab.HOSTNAME, node.getMetadata().getName()));
  }
}
