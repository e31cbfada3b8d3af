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
  void aPodThatWasReadyAfterItsStartHasLostSomething() {
    assertThat(AgentPods.describe(unready("2026-11-29T00:00:00Z", "2026-11-29T00:00:07Z")))
        .isEqualTo(
            new AgentPod(
                "rest-server",
                "r-1",
                "NotReady",
                false,
                3,
                "it was ready, and is not any more: it waits for what it watches or is connected"
                    + " to"));
  }

  @Test
  void aPodThatIsNotReadySinceBeforeItsStartStarts() {
    assertThat(AgentPods.describe(unready("2026-11-29T00:00:07Z", "2026-11-29T00:00:02Z")))
        .isEqualTo(new AgentPod("rest-server", "r-1", "Starting", false, 3, ""));
  }

  private static Pod unready(String started, String since) {
    var pod =
        pod("False", nothing().withNewRunning().withStartedAt(started).endRunning(), nothing());
    pod.getStatus().getConditions().getFirst().setLastTransitionTime(since);
    return pod;
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
