package dev.mooring.cluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AgentPodsTest {

  private static Pod pod(String ready, ContainerStateBuilder state, ContainerStateBuilder before) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("r-1")
        .withLabels(Map.of("app.kubernetes.io/name", "rest-server"))
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .endCondition()
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withRestartCount(3)
                .withState(state.build())
                .withLastState(before.build())
                .build())
        .endStatus()
        .build();
  }

  private static ContainerStateBuilder nothing() {
    return new ContainerStateBuilder();
  }

  private static ContainerStateBuilder runs() {
    return nothing().withNewRunning().endRunning();
  }

  private static ContainerStateBuilder ended(int exitCode, String message) {
    return nothing()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason("Error")
        .withMessage(message)
        .endTerminated();
  }

  @Test
  void aPodThatIsReadyRuns() {
    assertThat(AgentPods.describe(pod("True", runs(), nothing())))
        .isEqualTo(new AgentPod("rest-server", "r-1", "Running", true, 3, ""));
  }

  @Test
  void aPodThatHadStartedAndIsNotReadyHasLostSomething() {
    var pod = pod("False", runs(), nothing());
    pod.getStatus().getContainerStatuses().getFirst().setStarted(true);

    assertThat(AgentPods.describe(pod))
        .isEqualTo(
            new AgentPod(
                "rest-server",
                "r-1",
                "NotReady",
                false,
                3,
                "it runs, and waits for what it watches or is connected to; its log says more"));
  }

  @Test
  void aPodThatIsNotReadyYetStarts() {
    assertThat(AgentPods.describe(pod("False", runs(), nothing())))
        .isEqualTo(new AgentPod("rest-server", "r-1", "Starting", false, 3, ""));
  }

  @Test
  void aPodThatCrashesSaysWithWhat() {
    var waits = nothing().withNewWaiting().withReason("CrashLoopBackOff").endWaiting();
    assertThat(AgentPods.describe(pod("False", waits, ended(1, "first\nlast"))))
        .isEqualTo(
            new AgentPod("rest-server", "r-1", "CrashLoopBackOff", false, 3, "exit code 1: last"));
    assertThat(AgentPods.describe(pod("False", ended(2, ""), nothing())))
        .isEqualTo(new AgentPod("rest-server", "r-1", "Error", false, 3, "exit code 2"));
  }

  @Test
  void aContainerThatWaitsWithoutAReasonIsNoTrouble() {
    var waits = nothing().withNewWaiting().endWaiting();
    assertThat(AgentPods.describe(pod("False", waits, nothing())))
        .isEqualTo(new AgentPod("rest-server", "r-1", "Starting", false, 3, ""));
  }
}
