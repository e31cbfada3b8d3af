package dev.mooring.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.Pods;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every history of pods, however strange. */
final class JobsPropertiesTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  @Property(tries = 300)
  void aStatusKeepsItsRulesThroughAnyHistory(
      @ForAll("jobs") JobPlan plan, @ForAll("histories") List<List<SeenPod>> history) {
    var status = JobStatus.NONE;
    var seconds = 0;
    for (var pods : history) {
      var seen = Fixtures.remembering(status, Fixtures.seen(pods.toArray(SeenPod[]::new)));
      var next = Jobs.decide(plan, status, seen, START.plusSeconds(seconds++)).status();
      terminalIsTerminal(status, next);
      runningAndRestartingExcludeEachOther(next);
      countsAddUp(plan, next);
      restartsNeverShrink(status, next);
      var again =
          Jobs.decide(plan, next, Fixtures.remembering(next, seen), START.plusSeconds(seconds));
      assertThat(again.status()).as("the same sight twice").isEqualTo(next);
      assertThat(again.events()).isEmpty();
      status = next;
    }
  }

  @Property(tries = 100)
  void ranksAreUniqueAndDense(@ForAll("jobs") JobPlan plan) {
    assertThat(
            plan.replicas().stream()
                .map(replica -> Integer.parseInt(env(replica, "RANK")))
                .sorted()
                .toList())
        .isEqualTo(IntStream.range(0, plan.replicas().size()).boxed().toList());
    assertThat(plan.replicas().stream().map(Replica::name).collect(Collectors.toSet()))
        .hasSameSizeAs(plan.replicas());
    assertThat(env(plan.replicas().getFirst(), "RANK")).isEqualTo("0");
  }

  @Property(tries = 50)
  void planningTwiceGivesTheSame(
      @ForAll @IntRange(min = 0, max = 9) int workers, @ForAll boolean master) {
    var yaml = yaml(master || workers == 0, workers, "Never", -1);
    var one = Fixtures.plan(yaml);
    var other = Fixtures.plan(yaml);
    assertThat(one).isEqualTo(other);
    assertThat(one.replicas().stream().map(replica -> Pods.of(one, replica)).toList())
        .isEqualTo(other.replicas().stream().map(replica -> Pods.of(other, replica)).toList());
  }

  private static void terminalIsTerminal(JobStatus before, JobStatus next) {
    if (Conditions.ended(before.conditions())) {
      assertThat(next.conditions()).isEqualTo(before.conditions());
      assertThat(next.completionTime()).isEqualTo(before.completionTime());
      assertThat(next.reason()).isEqualTo(before.reason());
    }
  }

  private static void runningAndRestartingExcludeEachOther(JobStatus status) {
    var types = status.conditions().stream().map(Condition::type).toList();
    assertThat(types).doesNotHaveDuplicates();
    assertThat(types.contains("Running") && types.contains("Restarting")).isFalse();
    assertThat(status.conditions().getLast().status()).isEqualTo("True");
  }

  private static void countsAddUp(JobPlan plan, JobStatus status) {
    for (var role : plan.roles()) {
      var counts = Objects.requireNonNull(status.replicaStatuses().get(role.type()));
      assertThat(List.of(counts.active(), counts.succeeded(), counts.failed()))
          .allMatch(count -> count <= role.replicas());
      if (!Conditions.ended(status.conditions())) {
        assertThat(counts.active() + counts.succeeded() + counts.failed())
            .isLessThanOrEqualTo(role.replicas());
      }
    }
  }

  private static void restartsNeverShrink(JobStatus before, JobStatus next) {
    var old = before.restarts() == null ? 0 : before.restarts().count();
    assertThat(next.restarts() == null ? 0 : next.restarts().count()).isGreaterThanOrEqualTo(old);
  }

  @Provide
  Arbitrary<JobPlan> jobs() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of("Never", "OnFailure"),
            Arbitraries.integers().between(-1, 4))
        .as((master, workers, policy, limit) ->
            Fixtures.plan(yaml(master || workers == 0, workers, policy, limit)));
  }

  @Provide
  Arbitrary<List<List<SeenPod>>> histories() {
    return pods().list().ofMinSize(1).ofMaxSize(8);
  }

  private static Arbitrary<List<SeenPod>> pods() {
    var names =
        List.of(
            "digits-master-0",
            "digits-worker-0",
            "digits-worker-1",
            "digits-worker-2",
            "digits-worker-3");
    return Combinators.combine(
            Arbitraries.of(names),
            Arbitraries.of(Phase.values()),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(
                new State.Running(),
                new State.Ended(0, "Completed", ""),
                new State.Ended(137, "OOMKilled", ""),
                new State.Waiting("ErrImagePull", "no"),
                new State.Waiting("CrashLoopBackOff", "wait")),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(true, false))
        .as(JobsPropertiesTest::pod)
        .list()
        .uniqueElements(SeenPod::name)
        .ofMaxSize(5);
  }

  private static SeenPod pod(
      String name, Phase phase, int restarts, State state, int incarnation, boolean deleting) {
    var pod = Fixtures.pod(name, phase, restarts, state);
    return new SeenPod(
        name,
        name + incarnation,
        phase,
        false,
        deleting,
        pod.node(),
        pod.since(),
        pod.reason(),
        pod.message(),
        pod.containers());
  }

  private static String yaml(boolean master, int workers, String policy, int backoffLimit) {
    var template =
        "restartPolicy: %s, template: {spec: {containers: [{name: pytorch, image: a}]}}"
            .formatted(policy);
    return "spec:\n  runPolicy: {%s}\n  pytorchReplicaSpecs:\n%s    Worker: {replicas: %d, %s}\n"
        .formatted(
            backoffLimit < 0 ? "" : "backoffLimit: " + backoffLimit,
            master ? "    Master: {" + template + "}\n" : "",
            workers,
            template);
  }

  private static String env(Replica replica, String name) {
    return replica.environment().variables().stream()
        .filter(variable -> variable.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
