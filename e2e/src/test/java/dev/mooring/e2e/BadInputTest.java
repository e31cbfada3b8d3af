package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.submit.JobId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Whoever asks for what cannot be done is told what, which and what next. */
@TestInstance(Lifecycle.PER_METHOD)
final class BadInputTest {
  private static final String LITTLE = "{cpu: 10m}";

  private Sandbox sandbox = new Sandbox("none");

  @BeforeEach
  void open() {
    sandbox = Sandbox.open();
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void unknownFieldIsRefusedByItsPath() {
    var manifest =
        Manifests.job("unknown-field", 0, "true", LITTLE)
            .replace("spec:\n  pytorch", "spec:\n  surprise: 1\n  pytorch");
    assertThatThrownBy(() -> sandbox.submit(manifest))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("unknown field \"spec.surprise\"");
  }

  @Test
  void unknownFieldOfThePodIsNamedByItsPath() {
    var manifest =
        Manifests.job("unknown-pod-field", 0, "true", LITTLE)
            .replace("          containers:", "          surprise: 1\n          containers:");
    assertThat(refusal(manifest))
        .contains("spec.pytorchReplicaSpecs[Master].template.spec.surprise")
        .contains("unknown field");
  }

  /** Webhooks refuse at the door; where they do not answer, the operator ends the job. */
  private String refusal(String manifest) {
    JobId job;
    try {
      job = sandbox.submit(manifest);
    } catch (ClusterException refused) {
      return String.valueOf(refused.getMessage());
    }
    var status = sandbox.statusThat("the job failed", job, s -> Sandbox.state(s).equals("Failed"));
    assertThat(sandbox.pods(job)).isEmpty();
    return String.valueOf(status.conditions().getLast().message());
  }

  @Test
  void missingContainerIsRefusedByItsPath() {
    var manifest =
        Manifests.job("no-container", 0, "true", LITTLE).replace("name: pytorch", "name: other");
    assertThatThrownBy(() -> sandbox.submit(manifest))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("spec.pytorchReplicaSpecs[Master].template")
        .hasMessageContaining("pytorch");
  }

  @Test
  void exitCodeAndLastLinesAreInTheStatus() {
    var job = sandbox.submit(Manifests.job("exits-3", 0, "echo last words; exit 3", LITTLE));
    var status = sandbox.statusThat("the job failed", job, s -> Sandbox.state(s).equals("Failed"));
    assertThat(Sandbox.reason(status).message())
        .contains("exits-3-master-0")
        .contains("exit code 3")
        .contains("last words");
    assertThat(Sandbox.reason(status).nextStep()).isNotBlank();
  }

  @Test
  void missingImageIsTheReason() {
    var job =
        sandbox.submit(
            Manifests.job("no-image", 0, "true", LITTLE, "mooring.internal/nowhere:never"));
    var status = sandbox.statusThat("the reason is there", job, s -> s.reason() != null);
    assertThat(Sandbox.reason(status).message()).contains("mooring.internal/nowhere:never");
    assertThat(Sandbox.reason(status).code()).isIn("ErrImagePull", "ImagePullBackOff");
    assertThat(Sandbox.reason(status).nextStep()).isNotBlank();
  }

  @Test
  void moreGpusThanAnyNodeHasAreNamed() {
    var job = sandbox.submit(Manifests.job("greedy", 1, "true", "{nvidia.com/gpu: 8}"));
    var status =
        sandbox.statusThat(
            "the reason names the resource",
            job,
            s -> s.reason() != null && s.reason().message().contains("nvidia.com/gpu"));
    assertThat(Sandbox.reason(status).message())
        .contains("asks for 8")
        .contains("the most that a node has is 0");
    assertThat(sandbox.group(job).getStatus().reason())
        .as("the group says the same")
        .isEqualTo(status.reason());
    assertThat(sandbox.pods(job)).allMatch(pod -> pod.getSpec().getNodeName() == null);
  }
}
