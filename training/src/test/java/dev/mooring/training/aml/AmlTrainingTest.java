package dev.mooring.training.aml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.PyTorchJobSpec;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobRef;
import dev.mooring.training.Planned;
import dev.mooring.training.manifest.Pods;
import dev.mooring.training.pytorch.PyTorch;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an AmlJob becomes, read as the API server gets it. */
final class AmlTrainingTest {

  @Test
  void training() {
    assertThat(Serialization.asYaml(AmlTraining.of(AmlFixtures.job(AmlJobStatus.NONE))))
        .isEqualTo(read("aml-training.yaml"));
  }

  @Test
  void aJobOfOneInstanceHasNoWorkers() {
    var job =
        Serialization.unmarshal(
            AmlFixtures.DIGITS.replace("instanceCount: 3", "instanceCount: 1"), AmlJob.class);
    assertThat(AmlTraining.of(job).getSpec().pytorchReplicaSpecs())
        .doesNotContainKey(PyTorchJobSpec.WORKER);
  }

  /** The other operator takes it, and all of its containers learn the pod's place. */
  @Test
  void thePyTorchOperatorAcceptsIt() {
    var made = AmlTraining.of(AmlFixtures.job(AmlJobStatus.NONE));
    var stored = Serialization.unmarshal(Serialization.asJson(made), PyTorchJob.class);
    var reference = new JobRef("kubeflow.org/v1", "PyTorchJob", "lab", "digits", "uid");
    var planned = new PyTorch(GangFrontEnd.OURS).plan(reference, stored.getSpec());
    assertThat(planned).isInstanceOf(Planned.Accepted.class);
    if (planned instanceof Planned.Accepted(var plan)) {
      assertThat(plan.replicas().getFirst().name())
          .isEqualTo(AmlTraining.leader(AmlFixtures.job(AmlJobStatus.NONE)));
      assertThat(plan.gang().minMember()).isEqualTo(3);
      var pod = Pods.of(plan, plan.replicas().getLast());
      assertThat(pod.getSpec().getInitContainers())
          .allSatisfy(container ->
              assertThat(container.getEnv())
                  .contains(new EnvVar("WORLD_SIZE", "3", null), new EnvVar("RANK", "2", null)));
      assertThat(pod.getMetadata().getLabels())
          .containsEntry("amlarc.azureml.com/job-uid", "aml-uid");
    }
  }

  @Test
  void anAmountIsHandedOnAsItIsWritten() {
    var job =
        Serialization.unmarshal(AmlFixtures.DIGITS.replace("cpu: 500m", "cpu: much"), AmlJob.class);
    var made = AmlTraining.of(job);
    assertThat(Serialization.asYaml(made)).contains("cpu: \"much\"");
  }

  private static String read(String name) {
    var resource =
        Objects.requireNonNull(AmlTrainingTest.class.getResourceAsStream("/golden/" + name), name);
    try (resource) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new AssertionError(name, broken);
    }
  }
}
