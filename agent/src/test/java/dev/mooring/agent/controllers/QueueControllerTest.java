package dev.mooring.agent.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.agent.metrics.Metrics;
import dev.mooring.cluster.controllers.GangMembers;
import dev.mooring.cluster.controllers.SeenGroup.Origin;
import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.QueueState;
import dev.mooring.crd.Reason;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class QueueControllerTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
  private static final Resources TWO_CPUS =
      Resources.of(Map.of("cpu", 2000L, "nvidia.com/gpu", 1L));

  private final FakeQueueingCluster cluster = new FakeQueueingCluster();
  private final Metrics metrics = new Metrics();
  private final QueueController controller =
      new QueueController(cluster, () -> NOW, new ControllersMetrics(metrics));

  @Test
  void gangWhoseMembersRunIsRunningAndItsQueueKnows() {
    cluster.queue("vision");
    cluster.group("a", "vision", 2, new GangMembers(0, 1, 1, 0, 0, TWO_CPUS));
    controller.pass();
    assertThat(cluster.status("a").phase()).isEqualTo(PodGroupPhase.RUNNING);
    assertThat(cluster.status("a").running()).isEqualTo(1);
    var queue = cluster.queueStatus("vision");
    assertThat(queue.running()).isEqualTo(1);
    assertThat(queue.state()).isEqualTo(QueueState.OPEN);
    assertThat(queue.allocated())
        .isEqualTo(Map.of("cpu", new Quantity("2"), "nvidia.com/gpu", new Quantity("1")));
  }

  @Test
  void planAndReasonAreLeftAsTheSchedulerWroteThem() {
    var plan = new GangPlan(NOW, Map.of("uid", "n1"));
    var reason = new Reason("Waits", "waits", "wait");
    cluster.group("a", "default", 2, new GangMembers(1, 0, 1, 0, 0, TWO_CPUS));
    cluster.status("a", new PodGroupStatus(PodGroupPhase.INQUEUE, plan, reason));
    controller.pass();
    assertThat(cluster.status("a"))
        .isEqualTo(
            new PodGroupStatus(
                PodGroupPhase.INQUEUE, plan, reason, null, null, List.of(), 1, 0, 0));
  }

  @Test
  void gangThatLostAMemberIsUnknownUntilItIsBack() {
    cluster.group("a", "default", 2, new GangMembers(1, 0, 1, 0, 0, TWO_CPUS));
    cluster.status("a", new PodGroupStatus(PodGroupPhase.RUNNING, null, null));
    controller.pass();
    assertThat(cluster.status("a").phase()).isEqualTo(PodGroupPhase.UNKNOWN);
    cluster.members("a", new GangMembers(0, 0, 2, 0, 0, TWO_CPUS));
    controller.pass();
    assertThat(cluster.status("a").phase()).isEqualTo(PodGroupPhase.RUNNING);
  }

  @Test
  void gangOfWhichSomeEndedWellStillRunsWithTheRest() {
    cluster.group("a", "default", 3, new GangMembers(0, 0, 1, 2, 0, TWO_CPUS));
    controller.pass();
    assertThat(cluster.status("a").phase()).isEqualTo(PodGroupPhase.RUNNING);
  }

  @Test
  void gangAllOfWhichEndedIsCompleted() {
    cluster.queue("default");
    cluster.group("a", "default", 2, new GangMembers(0, 0, 0, 1, 1, Resources.NONE));
    controller.pass();
    assertThat(cluster.status("a").phase()).isEqualTo(PodGroupPhase.COMPLETED);
    assertThat(cluster.queueStatus("default").completed()).isEqualTo(1);
  }

  @Test
  void closedQueueIsClosingUntilItsLastGangEnds() {
    cluster.closedQueue("vision");
    cluster.group("a", "vision", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    controller.pass();
    assertThat(cluster.queueStatus("vision").state()).isEqualTo(QueueState.CLOSING);
    cluster.members("a", new GangMembers(0, 0, 0, 1, 0, Resources.NONE));
    controller.pass();
    assertThat(cluster.queueStatus("vision").state()).isEqualTo(QueueState.CLOSED);
    cluster.queue("vision");
    controller.pass();
    assertThat(cluster.queueStatus("vision").state()).isEqualTo(QueueState.OPEN);
  }

  @Test
  void whatIsBelowAClosedQueueIsClosedWithItAndOpenedWithIt() {
    cluster.closedQueue("lab");
    cluster.queueBelow("vision", "lab");
    cluster.queueBelow("cameras", "vision");
    cluster.closedQueueBelow("old", "vision");
    cluster.queue("other");
    cluster.group("a", "vision", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    controller.pass();
    assertThat(states("lab", "vision", "cameras", "old", "other"))
        .containsExactly(
            QueueState.CLOSING,
            QueueState.CLOSING,
            QueueState.CLOSED,
            QueueState.CLOSED,
            QueueState.OPEN);
    cluster.queue("lab");
    controller.pass();
    assertThat(states("lab", "vision", "cameras", "old"))
        .containsExactly(QueueState.OPEN, QueueState.OPEN, QueueState.OPEN, QueueState.CLOSED);
    cluster.closedQueue("root");
    controller.pass();
    assertThat(states("lab", "other")).containsExactly(QueueState.CLOSING, QueueState.CLOSED);
  }

  private List<QueueState> states(String... queues) {
    return Stream.of(queues)
        .map(queue -> Objects.requireNonNull(cluster.queueStatus(queue).state()))
        .toList();
  }

  @Test
  void whatHasNoGroupOfVolcanosIsInItsQueueAllTheSame() {
    cluster.closedQueue("vision");
    cluster.loose("runs", "vision", new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    cluster.loose("waits", "vision", new GangMembers(2, 0, 0, 0, 0, Resources.NONE));
    cluster.loose("ended", "vision", new GangMembers(0, 0, 0, 1, 0, Resources.NONE));
    controller.pass();
    var queue = cluster.queueStatus("vision");
    assertThat(queue.state()).isEqualTo(QueueState.CLOSING);
    assertThat(List.of(queue.running(), queue.pending(), queue.completed()))
        .containsExactly(1, 1, 1);
    assertThat(queue.allocated())
        .isEqualTo(Map.of("cpu", new Quantity("2"), "nvidia.com/gpu", new Quantity("1")));
    cluster.loose("runs", "vision", new GangMembers(0, 0, 0, 1, 0, Resources.NONE));
    cluster.loose("waits", "vision", new GangMembers(0, 0, 0, 1, 1, Resources.NONE));
    controller.pass();
    assertThat(cluster.queueStatus("vision").state()).isEqualTo(QueueState.CLOSED);
    assertThat(cluster.queueStatus("vision").allocated()).isEmpty();
  }

  @Test
  void whatAParentHasIsWhatItsChildrenHaveToo() {
    cluster.closedQueue("lab");
    cluster.queueBelow("vision", "lab");
    cluster.queueBelow("cameras", "vision");
    cluster.queueBelow("other", "");
    cluster.group("a", "lab", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    cluster.group("b", "cameras", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    controller.pass();
    assertThat(cluster.queueStatus("lab").allocated()).containsEntry("cpu", new Quantity("4"));
    assertThat(cluster.queueStatus("vision").allocated()).containsEntry("cpu", new Quantity("2"));
    assertThat(cluster.queueStatus("other").allocated()).isEmpty();
    assertThat(cluster.queueStatus("lab").running()).isEqualTo(1);
    assertThat(cluster.queueStatus("vision").running()).isZero();
    cluster.members("a", new GangMembers(0, 0, 0, 1, 0, Resources.NONE));
    controller.pass();
    assertThat(cluster.queueStatus("lab").state()).isEqualTo(QueueState.CLOSING);
    cluster.members("b", new GangMembers(0, 0, 0, 1, 0, Resources.NONE));
    controller.pass();
    assertThat(cluster.queueStatus("lab").state()).isEqualTo(QueueState.CLOSED);
  }

  @Test
  void queueThatIsItsOwnAncestorHasWhatItHas() {
    cluster.queueBelow("x", "y");
    cluster.queueBelow("y", "x");
    cluster.queueBelow("z", "nowhere");
    cluster.queue("root");
    for (var queue : List.of("x", "y", "z", "missing")) {
      cluster.group(queue, queue, 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    }
    controller.pass();
    for (var queue : List.of("x", "y", "z")) {
      assertThat(cluster.queueStatus(queue).allocated()).containsEntry("cpu", new Quantity("2"));
    }
    assertThat(cluster.queueStatus("root").allocated()).containsEntry("cpu", new Quantity("6"));
  }

  @Test
  void orphanOfOursWithoutPodsIsRemovedOnceItIsOld() {
    cluster.group("old", "default", 1, GangMembers.NONE);
    cluster.origin("old", Origin.ORPHANED, NOW.minus(Duration.ofHours(1)));
    cluster.group("young", "default", 1, GangMembers.NONE);
    cluster.origin("young", Origin.ORPHANED, NOW.minus(Duration.ofMinutes(1)));
    cluster.group("busy", "default", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    cluster.origin("busy", Origin.ORPHANED, NOW.minus(Duration.ofHours(1)));
    cluster.group("theirs", "default", 1, GangMembers.NONE);
    cluster.origin("theirs", Origin.OTHERS, NOW.minus(Duration.ofHours(1)));
    controller.pass();
    assertThat(cluster.groups()).containsExactlyInAnyOrder("young", "busy", "theirs");
  }

  @Test
  void whatItDoesIsCounted() {
    cluster.queue("default");
    cluster.group("runs", "default", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    cluster.group("waits", "default", 1, new GangMembers(1, 0, 0, 0, 0, TWO_CPUS));
    cluster.group("old", "default", 1, GangMembers.NONE);
    cluster.origin("old", Origin.ORPHANED, NOW.minus(Duration.ofHours(1)));
    controller.pass();
    controller.pass();
    assertThat(metrics.text().lines())
        .contains(
            "connector_controllers_status_writes_total{kind=\"PodGroup\"} 1",
            "connector_controllers_status_writes_total{kind=\"Queue\"} 1",
            "connector_controllers_garbage_removed_total 1",
            "connector_controllers_pod_groups{phase=\"Completed\"} 0",
            "connector_controllers_pod_groups{phase=\"Pending\"} 1",
            "connector_controllers_pod_groups{phase=\"Running\"} 1");
  }

  @Test
  void writeThatMeetsAChangeIsMadeAgainOnWhatIsThere() {
    cluster.group("a", "default", 1, new GangMembers(0, 0, 1, 0, 0, TWO_CPUS));
    var stale = cluster.see();
    cluster.status("a", new PodGroupStatus(PodGroupPhase.PENDING, null, null));
    assertThat(cluster.write(stale.groups().getFirst(), Groups.judge(stale.groups().getFirst())))
        .isFalse();
    controller.pass();
    assertThat(cluster.status("a").phase()).isEqualTo(PodGroupPhase.RUNNING);
  }
}
