package dev.mooring.agent.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.agent.metrics.Metrics;
import dev.mooring.cluster.controllers.GangMembers;
import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class ControllersPropertiesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

  /** A second pass over an unchanged cluster finds nothing to write. */
  @Property(tries = 300)
  void aPassLeavesNothingToWrite(@ForAll @Size(max = 6) List<@From("gangs") Gang> gangs) {
    var cluster = cluster(gangs);
    pass(cluster);
    var writes = cluster.writes();
    pass(cluster);
    assertThat(cluster.writes()).isEqualTo(writes);
  }

  /** Each gang is counted once, whatever its phase. */
  @Property(tries = 300)
  void aQueueCountsEachOfItsGangsOnce(@ForAll @Size(max = 6) List<@From("gangs") Gang> gangs) {
    var cluster = cluster(gangs);
    pass(cluster);
    var status = cluster.queueStatus("q");
    assertThat(
            status.pending()
                + status.inqueue()
                + status.running()
                + status.unknown()
                + status.completed())
        .isEqualTo(gangs.size());
  }

  /** The scheduler alone moves a gang into Pending and Inqueue, and any gang that has a plan. */
  @Property(tries = 1000)
  void theSchedulersPhasesAreItsOwn(@ForAll("gangs") Gang gang) {
    var cluster = cluster(List.of(gang));
    pass(cluster);
    var after = cluster.status("g0");
    if (after.phase() != gang.status().phase()) {
      assertThat(after.phase()).isNotIn(PodGroupPhase.PENDING, PodGroupPhase.INQUEUE);
      assertThat(gang.status().plan()).isNull();
    }
    assertThat(after.plan()).isEqualTo(gang.status().plan());
    assertThat(after.reason()).isEqualTo(gang.status().reason());
  }

  @Property(tries = 1000)
  void runningMeansThatEnoughHaveANode(
      @ForAll("gangs") Gang gang, @ForAll @IntRange(min = 1, max = 8) int min) {
    var cluster = new FakeQueueingCluster();
    cluster.group("g", "q", min, gang.members());
    pass(cluster);
    if (cluster.status("g").phase() == PodGroupPhase.RUNNING) {
      assertThat(gang.members().seated() + gang.members().succeeded()).isGreaterThanOrEqualTo(min);
    }
  }

  /** However parents are named, the root has what all have, and each queue at least its own. */
  @Property(tries = 500)
  void nothingIsLostOrCountedTwiceOnTheWayUp(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 9) Integer> parents) {
    var cluster = new FakeQueueingCluster();
    cluster.queue("root");
    for (var at = 0; at < parents.size(); at++) {
      var members =
          new GangMembers(0, 0, 1, 0, 0, Resources.of(Map.of("nvidia.com/gpu", 1L << at)));
      cluster.queueBelow("q" + at, "q" + parents.get(at));
      cluster.loose("pod" + at, "q" + at, members);
    }
    pass(cluster);
    assertThat(gpus(cluster, "root")).isEqualTo((1L << parents.size()) - 1);
    for (var at = 0; at < parents.size(); at++) {
      assertThat(gpus(cluster, "q" + at) & 1L << at).isNotZero();
    }
  }

  private static long gpus(FakeQueueingCluster cluster, String queue) {
    return Optional.ofNullable(cluster.queueStatus(queue).allocated().get("nvidia.com/gpu"))
        .map(quantity -> quantity.getNumericalAmount().longValueExact())
        .orElse(0L);
  }

  record Gang(GangMembers members, PodGroupStatus status) {}

  private static FakeQueueingCluster cluster(List<Gang> gangs) {
    var cluster = new FakeQueueingCluster();
    cluster.queue("q");
    for (var at = 0; at < gangs.size(); at++) {
      cluster.group("g" + at, "q", 2, gangs.get(at).members());
      cluster.status("g" + at, gangs.get(at).status());
    }
    return cluster;
  }

  @Provide
  Arbitrary<Gang> gangs() {
    var count = Arbitraries.integers().between(0, 4);
    var members =
        Combinators.combine(count, count, count, count, count)
            .as((waiting, starting, running, succeeded, failed) ->
                new GangMembers(
                    waiting,
                    starting,
                    running,
                    succeeded,
                    failed,
                    Resources.of(Map.of("cpu", 500L * (starting + running)))));
    var phase = Arbitraries.of(PodGroupPhase.class).injectNull(0.2);
    var plan = Arbitraries.just(new GangPlan(NOW, Map.of("uid", "n1"))).injectNull(0.7);
    var status =
        Combinators.combine(phase, plan).as((p, made) -> new PodGroupStatus(p, made, null));
    return Combinators.combine(members, status).as(Gang::new);
  }

  private static void pass(FakeQueueingCluster cluster) {
    new QueueController(cluster, () -> NOW, new ControllersMetrics(new Metrics())).pass();
  }
}
