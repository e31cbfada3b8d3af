package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An MPIJob of version v2beta1, which Kubeflow's client does not know: mpirun over ssh. */
final class MpiSshTest {

  @Test
  void processesOnTwoWorkersAddUpTheirRanks() {
    try (var sandbox = Sandbox.open()) {
      var example = Example.of(sandbox, "mpi", "ssh.yaml", "mpi-code");
      TrainingJob.create(sandbox, example.manifest()).succeeded();
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
}
