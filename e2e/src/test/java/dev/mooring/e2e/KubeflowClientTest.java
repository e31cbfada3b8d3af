package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kubeflow's own client as it comes, with the examples of each kind. */
final class KubeflowClientTest {

  @ParameterizedTest
  @CsvSource({
    "digits, pytorchjob.yaml, digits-code, 2, evaluation accuracy=0.9",
    "tensorflow, multi-worker.yaml, tensorflow-code, 2, worker 0 of 2: y = ",
    "tensorflow, parameter-server.yaml, tensorflow-code, 4, y = ",
    "mpi, kubexec.yaml, mpi-code, 3, 'of 4 on kubexec-worker-1: sum 6, hosts 2'"
  })
  void jobIsCreatedFoundWaitedForReadAndDeleted(
      String folder, String file, String code, int pods, String says, @TempDir Path temporary) {
    try (var sandbox = Sandbox.open()) {
      var example = Example.of(sandbox, folder, file, code);
      var said =
          Python.with("kubeflow-training==1.9.4")
              .run(
                  "kubeflow_job.py",
                  Map.of("KUBECONFIG", Lab.setting("MOORING_E2E_KUBECONFIG")),
                  sandbox.namespace(),
                  example.write(temporary).toString());
      assertThat(said).contains("pods " + pods).contains(says);
      Sandbox.await("all that was made for it is gone")
          .until(() ->
              Lab.client()
                  .pods()
                  .inNamespace(sandbox.namespace())
                  .withLabel("training.kubeflow.org/job-name", example.name())
                  .list()
                  .getItems()
                  .isEmpty());
    }
  }
}
