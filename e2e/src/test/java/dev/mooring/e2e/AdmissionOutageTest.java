package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Without the webhooks everything goes on; what they would have refused is told later. */
@Isolated("it stops the admission, which other tests expect refusals of")
final class AdmissionOutageTest {
  private static final Component ADMISSION = new Component("azureml-connector-admission");

  @Test
  void nothingWaitsForAdmissionThatIsDown() {
    try (var sandbox = Sandbox.open()) {
      sandbox.awaitPods();
      var orphan = AdmissionTest.orphan(sandbox.namespace());
      try (var _ = new Outage()) {
        aPodRuns(sandbox);
        TrainingJob.create(
                sandbox, Shell.pyTorchJob("fine", "{}", Shell.Role.one("Master", "Never", "true")))
            .succeeded();
        try (var _ = LabQueue.make(sandbox.namespace(), "{parent: e2e-nowhere}")) {
          assertThat(Yaml.resource(orphan).get()).as("a queue that would be refused").isNotNull();
        }
        var wrong = TrainingJob.create(sandbox, AdmissionTest.unknownField(sandbox)).failed();
        assertThat(Sandbox.reason(wrong).message())
            .as("the operator says what the webhook would have said")
            .contains("spec.pytorchReplicaSpecs[Master].template.spec.surprise");
      }
      assertThat(Yaml.refusal(orphan)).as("admission is back").isPresent();
    }
  }

  private static void aPodRuns(Sandbox sandbox) {
    var pod =
        Lab.client()
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("elsewhere")
                    .withNamespace(sandbox.namespace())
                    .endMetadata()
                    .withNewSpec()
                    .withRestartPolicy("Never")
                    .addNewContainer()
                    .withName("main")
                    .withImage(Lab.pytorchImage())
                    .withCommand("true")
                    .endContainer()
                    .endSpec()
                    .build());
    pod.create();
    Sandbox.await("a pod that is not ours runs")
        .until(() -> "Succeeded".equals(pod.get().getStatus().getPhase()));
  }

  private record Outage() implements AutoCloseable {
    Outage {
      scale(0);
      Sandbox.await("admission is gone").until(() -> ADMISSION.pods().isEmpty());
    }

    private static void scale(int count) {
      Lab.client()
          .apps()
          .deployments()
          .inNamespace(Component.NAMESPACE)
          .withName(ADMISSION.name())
          .scale(count);
    }

    /** Others that run after this one are refused what they expect to be. */
    @Override
    public void close() {
      scale(1);
      Sandbox.await("admission refuses again")
          .until(() -> Yaml.refusal(AdmissionTest.orphan("e2e-orphan")).isPresent());
    }
  }
}
