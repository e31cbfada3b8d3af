package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An MPIJob of version v2beta1, which Kubeflow's client does not know: mpirun over ssh. */
final class MpiSshTest {

  @Test
  void processesOnTwoWorkersAddUpTheirRanks() {
    try (var sandbox = Sandbox.open()) {
      var example = Example.of(sandbox, "mpi", "ssh.yaml", "mpi-code");
      var jobs =
          Lab.client()
              .genericKubernetesResources("kubeflow.org/v2beta1", "MPIJob")
              .inNamespace(sandbox.namespace());
      jobs.resource(example.manifest()).create();
      var ended =
          Sandbox.await("the job has ended")
              .until(
                  () -> jobs.withName(example.name()).get(),
                  job -> has(job, "Succeeded") || has(job, "Failed"));
      assertThat(has(ended, "Succeeded")).as("%s", ended.<Object>get("status")).isTrue();
      var launcher =
          Lab.client().pods().inNamespace(sandbox.namespace()).list().getItems().stream()
              .filter(pod -> pod.getMetadata().getName().startsWith("ssh-launcher-"))
              .findFirst()
              .orElseThrow();
      assertThat(Lab.kubectl("-n", sandbox.namespace(), "logs", launcher.getMetadata().getName()))
          .contains("rank 0 of 4 on ssh-worker-0: sum 6, hosts 2")
          .contains("rank 3 of 4 on ssh-worker-1: sum 6, hosts 2");
    }
  }

  private static boolean has(GenericKubernetesResource job, String type) {
    List<Map<String, Object>> conditions = job.get("status", "conditions");
    return conditions != null
        && conditions.stream()
            .anyMatch(each -> type.equals(each.get("type")) && "True".equals(each.get("status")));
  }
}
