package dev.mooring.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whole lives of jobs: users, kubelets and an operator that dies after any of its writes, in any
 * order.
 */
final class LifePropertiesTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  @Property(tries = 400)
  void aLifeKeepsItsRulesAndComesToRest(
      @ForAll("jobs") Job job, @ForAll("happenings") List<Happening> life) {
    var world = new World(job);
    for (var happening : life) {
      world.happen(happening);
    }
    world.comesToRest();
  }

  /** What the user has asked for. */
  record Job(String restartPolicy, String scope, int workers, boolean suspended) {
    JobPlan plan() {
      var template =
          "restartPolicy: %s, template: {spec: {containers: [{name: pytorch, image: a}]}}"
              .formatted(restartPolicy);
      return Fixtures.plan(
          """
          spec:
            runPolicy: {backoffLimit: 3, suspend: %s, restartScope: %s}
            pytorchReplicaSpecs:
              Master: {%s}
              Worker: {replicas: %d, %s}
          """
              .formatted(suspended, scope, template, workers, template));
    }
  }

  /**
   * One thing that happens.
   *
   * @param number which pod, how many writes, how many workers
   */
  record Happening(What what, int number) {}

  enum What {
    PASS,
    PASS_KILLED,
    RUN,
    EXIT_0,
    EXIT_1,
    EXIT_137,
    GONE,
    SUSPEND,
    RESUME,
    SCALE
  }

  /** An API server and its kubelets, as far as pods go. */
  private static final class World {
    private final Map<String, SeenPod> pods = new LinkedHashMap<>();
    private Job job;
    private JobStatus status = JobStatus.NONE;
    private int made;
    private int seconds;

    World(Job job) {
      this.job = job;
    }

    void happen(Happening happening) {
      switch (happening.what()) {
        case PASS -> pass(Integer.MAX_VALUE);
        case PASS_KILLED -> pass(happening.number());
        case RUN -> report(happening.number(), Phase.RUNNING, new State.Running());
        case EXIT_0 -> report(happening.number(), Phase.SUCCEEDED, ended(0));
        case EXIT_1 -> report(happening.number(), Phase.FAILED, ended(1));
        case EXIT_137 -> report(happening.number(), Phase.FAILED, ended(137));
        case GONE -> remove(happening.number());
        case SUSPEND -> job = new Job(job.restartPolicy(), job.scope(), job.workers(), true);
        case RESUME -> job = new Job(job.restartPolicy(), job.scope(), job.workers(), false);
        case SCALE ->
            job =
                new Job(job.restartPolicy(), job.scope(), happening.number() % 4, job.suspended());
      }
    }

    private static State ended(int code) {
      return new State.Ended(code, "Error", "");
    }

    private void report(int number, Phase phase, State state) {
      pick(
          number,
          pod -> {
            if (pod.phase() == Phase.PENDING || pod.phase() == Phase.RUNNING) {
              var next = Fixtures.incarnation(Fixtures.pod(pod.name(), phase, 0, state), pod.uid());
              pods.put(pod.name(), pod.deleting() ? Fixtures.deleting(next) : next);
            }
          });
    }

    private void remove(int number) {
      pick(
          number,
          pod -> {
            if (pod.deleting()) {
              pods.remove(pod.name());
            }
          });
    }

    private void pick(int number, Consumer<SeenPod> then) {
      var all = List.copyOf(pods.values());
      if (!all.isEmpty()) {
        then.accept(all.get(number % all.size()));
      }
    }

    private Decision decide() {
      var seen = Fixtures.remembering(status, Fixtures.seen(pods.values().toArray(SeenPod[]::new)));
      return Jobs.decide(job.plan(), status, seen, START.plusSeconds(seconds++));
    }

    /** One pass that dies after so many writes. */
    private void pass(int writes) {
      var decision = decide();
      var left = writes;
      for (var replica : decision.making().pods()) {
        if (left-- == 0) {
          return;
        }
        assertThat(pods).as("a second pod of its name").doesNotContainKey(replica.name());
        pods.put(
            replica.name(),
            Fixtures.incarnation(Fixtures.pod(replica.name(), Phase.PENDING), "uid-" + made++));
      }
      if (left-- == 0) {
        return;
      }
      check(decision.status());
      status = decision.status();
      for (var pod : decision.clearing().pods()) {
        if (left-- == 0) {
          return;
        }
        pods.computeIfPresent(pod.name(), (name, there) -> Fixtures.deleting(there));
      }
    }

    private void check(JobStatus next) {
      if (Conditions.ended(status.conditions())) {
        assertThat(next.conditions()).isEqualTo(status.conditions());
        assertThat(next.completionTime()).isEqualTo(status.completionTime());
        assertThat(next.restarts()).isEqualTo(status.restarts());
        assertThat(next.reason()).isEqualTo(status.reason());
      }
      assertThat(count(next)).isGreaterThanOrEqualTo(count(status)).isLessThanOrEqualTo(3);
    }

    private static int count(JobStatus status) {
      return status.restarts() == null ? 0 : status.restarts().count();
    }

    /**
     * When nothing happens any more but deletions, a few passes make it so that none does anything.
     */
    void comesToRest() {
      for (var round = 0; round < 6; round++) {
        pass(Integer.MAX_VALUE);
        pods.values().removeIf(SeenPod::deleting);
      }
      var decision = decide();
      assertThat(decision.status()).isEqualTo(status);
      assertThat(decision.events()).isEmpty();
      assertThat(decision.making().pods()).isEmpty();
      assertThat(decision.clearing().pods()).isEmpty();
      if (Conditions.ended(status.conditions())) {
        return;
      }
      assertThat(pods.keySet())
          .isEqualTo(
              job.suspended()
                  ? Set.of()
                  : Set.copyOf(job.plan().replicas().stream().map(Replica::name).toList()));
    }
  }

  @Provide
  Arbitrary<Job> jobs() {
    return Combinators.combine(
            Arbitraries.of("Never", "OnFailure", "Always", "ExitCode"),
            Arbitraries.of("Replica", "Job"),
            Arbitraries.integers().between(0, 3))
        .as((policy, scope, workers) -> new Job(policy, scope, workers, false));
  }

  @Provide
  Arbitrary<List<Happening>> happenings() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(What.PASS)),
                Tuple.of(6, Arbitraries.of(What.values()))),
            Arbitraries.integers().between(0, 6))
        .as(Happening::new)
        .list()
        .ofMaxSize(40);
  }
}
