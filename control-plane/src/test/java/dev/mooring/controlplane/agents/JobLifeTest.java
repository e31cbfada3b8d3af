package dev.mooring.controlplane.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.api.ResourceId;
import dev.mooring.api.agent.JobReport.Phase;
import dev.mooring.controlplane.jobs.JobTasks;
import dev.mooring.controlplane.jobs.LaunchSettings;
import dev.mooring.controlplane.work.Outcome;
import dev.mooring.store.Row;
import dev.mooring.store.Task;
import dev.mooring.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job from its submission to its end, with the control plane killed wherever it hurts. */
final class JobLifeTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final List<Phase> LIFE =
      List.of(Phase.PREPARING, Phase.QUEUED, Phase.RUNNING, Phase.FINALIZING, Phase.COMPLETED);

  private Instant now = Instant.parse("2026-11-24T10:00:00Z");
  private final MemoryStore store = new MemoryStore(() -> now);
  private final FakeAgent agent = new FakeAgent();
  private final Killer killer = new Killer();
  private int told;

  static List<Integer> seeds() {
    return IntStream.range(0, 400).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whereverItIsKilledTheJobRunsOnceAndEndsRight(int seed) throws InterruptedException {
    var random = new Random(seed);
    var job = begin();
    var cancels = random.nextBoolean() ? random.nextInt(25) : Integer.MAX_VALUE;
    for (var step = 0; step < 30; step++) {
      if (step == cancels) {
        World.cancel(store, job);
      }
      killer.after(1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> watch();
        case 3 -> agent.dieInPut();
        case 1 -> live();
        case 2 -> now = now.plus(LEASE).plusSeconds(1);
        default -> work();
      }
    }
    killer.spare();
    settle();

    var end = World.seen(store, job);
    assertThat(agent.created()).hasSizeLessThanOrEqualTo(1);
    assertThat(agent.phase(World.PATH).filter(phase -> !phase.ended())).isEmpty();
    if (cancels == Integer.MAX_VALUE) {
      assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(end.exitCode()).contains(0);
      assertThat(agent.created()).hasSize(1);
    } else {
      assertThat(end.status()).isIn(JobStatus.COMPLETED, JobStatus.CANCELED);
    }

    now = now.plus(JobDrafts.KEPT).plusSeconds(1);
    settle();
    assertThat(agent.phase(World.PATH)).as("forgotten on the cluster").isEmpty();
    assertThat(World.seen(store, job)).isEqualTo(end);
  }

  @Test
  void whatTheAgentRefusesFailsWithItsReason() throws InterruptedException {
    var job = begin();
    agent.answerAll(404);
    settle();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.FAILED);
    assertThat(World.seen(store, job).problem())
        .get()
        .hasFieldOrPropertyWithValue("code", "Trouble");
  }

  @Test
  void anAgentInTroubleIsAskedAgainAndTheJobSaysWhyItWaits() throws InterruptedException {
    var job = begin();
    agent.answerAll(503);
    work();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.STARTING);
    assertThat(World.seen(store, job).problem())
        .get()
        .hasFieldOrPropertyWithValue("code", "AgentNotAnswering");
    agent.answerAll(0);
    settle();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(World.seen(store, job).problem()).isEmpty();
  }

  @Test
  void aJobThatItsAgentHasByHalvesIsHandedOverAgain() throws InterruptedException {
    var job = begin();
    agent.dieInPut();
    work();
    watch();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.STARTING);
    assertThat(agent.isLaunched(World.PATH)).isFalse();
    settle();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(agent.created()).hasSize(1);
  }

  @Test
  void aJobThatItsAgentHasByHalvesCanBeCancelled() throws InterruptedException {
    var job = begin();
    agent.dieInPut();
    work();
    watch();
    World.cancel(store, job);
    settle();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.CANCELED);
    assertThat(agent.phase(World.PATH)).get().isEqualTo(Phase.CANCELED);
  }

  @Test
  void aJobThatCannotBeCarriedOutNeverReachesTheAgent() throws InterruptedException {
    World.make(store, Row.State.SUCCEEDED);
    store.agents().register(World.AGENT, World.CLUSTER, "c");
    var job = World.submit(store, "j", World.plain().replace("environments/e", "environments/x"));
    settle();
    assertThat(World.seen(store, job).problem())
        .get()
        .hasFieldOrPropertyWithValue("code", "EnvironmentNotFound");
    assertThat(agent.calls()).isEmpty();
  }

  @Test
  void aJobWaitsForItsComputeAndSaysSo() throws InterruptedException {
    var job = begin();
    World.compute(store, World.COMPUTE, "team-a", Row.State.CREATING);
    work();
    assertThat(World.seen(store, job).problem())
        .get()
        .hasFieldOrPropertyWithValue("code", "ComputeNotReady");
    World.compute(store, World.COMPUTE, "team-a", Row.State.SUCCEEDED);
    settle();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aJobOfTheSameNameInAnotherWorkspaceIsLeftAlone() throws InterruptedException {
    var job = begin();
    work();
    var before = agent.job(World.PATH).orElseThrow();
    var other = ResourceId.of(World.WORKSPACE.toString().replace("/main", "/second"));
    World.put(store, other, "{'workspaceId': 'bbbbbbbbbbbbbbbb'}", Row.State.SUCCEEDED);
    var second = other.child("jobs", "j");
    World.put(store, second, World.plain(), Row.State.SUCCEEDED);
    store.tasks().add(Task.now(JobDrafts.TASK, second.key(), World.AGENT));
    work();
    work();
    assertThat(World.seen(store, second).problem())
        .get()
        .hasFieldOrPropertyWithValue("code", "JobDiffers");
    now = now.plus(JobDrafts.KEPT).plusSeconds(1);
    work();
    assertThat(agent.job(World.PATH)).contains(before);
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.STARTING);
  }

  @Test
  void whatNobodyHasIsCancelledWithoutAnAgent() throws InterruptedException {
    var job = begin();
    World.cancel(store, job);
    store.tasks().add(new Task(JobDrafts.TASK, job.key(), Optional.empty(), Duration.ZERO));
    work();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.CANCELED);
    assertThat(agent.calls()).isEmpty();
  }

  @Test
  void whoAsksWithoutNamingTheAgentIsSentToIt() throws InterruptedException {
    var job = begin();
    work();
    watch();
    World.cancel(store, job);
    store.tasks().add(new Task(JobDrafts.TASK, job.key(), Optional.empty(), Duration.ZERO));
    work();
    work();
    watch();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.CANCELED);
  }

  @Test
  void aDeletedJobLeavesItsClusterFirst() throws InterruptedException {
    var job = begin();
    settle();
    World.delete(store, job);
    agent.answerAll(503);
    work();
    work();
    assertThat(store.resources().find(job)).as("its agent does not answer").isPresent();
    agent.answerAll(0);
    now = now.plus(LEASE);
    work();
    assertThat(agent.phase(World.PATH)).isEmpty();
    assertThat(store.resources().find(job)).isEmpty();
  }

  @Test
  void aJobIsDeletedAlsoWhenItsAgentIsNoMore() throws InterruptedException {
    var job = begin();
    settle();
    World.delete(store, job);
    work();
    // Between two steps: the agent leaves, and with it its cluster's copy.
    store.agents().remove(World.AGENT);
    work();
    assertThat(store.resources().find(job)).isEmpty();
  }

  @Test
  void anAgentSpeaksOnlyForJobsItWasHanded() throws InterruptedException {
    var job = begin();
    work();
    store.agents().register("other", World.CLUSTER, "c");
    var epoch = store.agents().accept("other").orElseThrow();
    new JobReports(store, "other", epoch, () -> now).told(agent.told(0).getFirst());
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.STARTING);
  }

  @Test
  void anOlderTunnelCannotReport() throws InterruptedException {
    var job = begin();
    work();
    var epoch = store.agents().accept(World.AGENT).orElseThrow();
    var old = new JobReports(store, World.AGENT, epoch, () -> now);
    store.agents().accept(World.AGENT);
    old.told(agent.told(0).getFirst());
    assertThat(old.save("e1.1")).isFalse();
    assertThat(World.seen(store, job).status()).isEqualTo(JobStatus.STARTING);
  }

  private ResourceId begin() {
    World.make(store, Row.State.SUCCEEDED);
    store.agents().register(World.AGENT, World.CLUSTER, "c");
    return World.submit(store, "j", World.plain());
  }

  /** Handles one task that is due. */
  private void work() throws InterruptedException {
    var claims = store.tasks().claim(Set.of(JobDrafts.TASK), Set.of(World.AGENT), LEASE, 1);
    var tunnel = new FakeTunnel(World.AGENT, killer.over(agent));
    var tasks =
        new JobTasks(
            killer.over(store),
            id -> Optional.of(tunnel),
            (place, permissions, validity) -> "https://%s?%s&%s".formatted(place, permissions, now),
            new LaunchSettings("launcher:1", "CA"),
            () -> now);
    for (var claim : claims) {
      try {
        switch (tasks.handle(claim)) {
          case Outcome.Done() -> store.tasks().finish(claim);
          case Outcome.Again(var after) -> store.tasks().retry(claim, after);
        }
      } catch (IOException failed) {
        store.tasks().retry(claim, Duration.ofSeconds(1));
      } catch (Killer.KilledException killed) {
        // Its lease runs out.
      }
    }
  }

  /** A new tunnel tells what was not told; {@code told} is the cursor that is kept. */
  private void watch() {
    try {
      var epoch = store.agents().accept(World.AGENT).orElseThrow();
      var reports = new JobReports(killer.over(store), World.AGENT, epoch, () -> now);
      for (var event : agent.told(told)) {
        reports.told(event);
        told++;
      }
    } catch (Killer.KilledException killed) {
      // The event is told again.
    }
  }

  /** The cluster's own work. */
  private void live() {
    agent
        .phase(World.PATH)
        .filter(phase -> !phase.ended() && agent.isLaunched(World.PATH))
        .ifPresent(phase -> agent.become(World.PATH, LIFE.get(LIFE.indexOf(phase) + 1)));
  }

  private void settle() throws InterruptedException {
    for (var round = 0; round < 12; round++) {
      work();
      watch();
      live();
      now = now.plus(LEASE).plusSeconds(1);
    }
  }
}
