package dev.mooring.training;

import static dev.mooring.training.Fixtures.all;
import static dev.mooring.training.Fixtures.decide;
import static dev.mooring.training.Fixtures.pod;
import static dev.mooring.training.Fixtures.seen;
import static dev.mooring.training.Fixtures.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RestartsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 126, 127})
  void anExitCodeBelow128FailsTheJobForGood(int code) {
    var plan = workers("restartPolicy: ExitCode", "");
    var decision = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, exited(code)));
    assertThat(types(decision.status())).contains("Failed=True");
    assertThat(decision.status().completionTime()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 130, 137, 143, 255})
  void aHigherOneReplacesThePodAndSaysSo(int code) {
    var plan = workers("restartPolicy: ExitCode", "");
    var decision = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, exited(code)));
    assertThat(types(decision.status())).contains("Restarting=True");
    assertThat(decision.clearing().pods()).containsExactly(exited(code));
    assertThat(decision.events())
        .contains(
            JobEvent.normal(
                "ExitedWithCode", "Pod digits-worker-1 exited with code %d".formatted(code)));
  }

  @Test
  void aSidecarsExitCodeDoesNotDecide() {
    var plan = workers("restartPolicy: ExitCode", "");
    var sidecar =
        new SeenContainer("side", "s", 0, new State.Ended(1, "Error", ""), Optional.empty());
    var both =
        new SeenPod(
            "digits-worker-1",
            "u",
            Phase.FAILED,
            false,
            false,
            Optional.of("n1"),
            Optional.of(Fixtures.START),
            Optional.empty(),
            Optional.empty(),
            List.of(sidecar, exited(137).containers().getFirst()));
    assertThat(types(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, both)).status()))
        .contains("Restarting=True");
  }

  @Test
  void aPodThatItsNodeEndedIsReplacedUnderExitCode() {
    var plan = workers("restartPolicy: ExitCode", "");
    var evicted =
        new SeenPod(
            "digits-worker-1",
            "u",
            Phase.FAILED,
            false,
            false,
            Optional.of("n1"),
            Optional.of(Fixtures.START),
            Optional.of("Evicted"),
            Optional.of("The node was low on resource: memory."),
            List.of());
    assertThat(types(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, evicted)).status()))
        .contains("Restarting=True");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "restartScope: Job", "backoffLimit: 0"})
  void aPodThatItsNodeTurnedAwayIsReplacedAndNothingElseHappens(String policy) {
    var plan = workers(policy.equals("restartScope: Job") ? "" : "restartPolicy: Never", policy);
    var late = turnedAway(List.of());
    var first = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, late));
    assertThat(types(first.status())).containsExactly("Created=True", "Running=True");
    assertThat(first.clearing().pods()).containsExactly(late);
    assertThat(restarts(first.status())).isZero();
    assertThat(Jobs.failedPods(JobStatus.NONE, first.status(), all(plan, Phase.RUNNING, late)))
        .isZero();
    var reason = Objects.requireNonNull(first.status().reason());
    assertThat(reason.code()).isEqualTo("OutOfcpu");
    assertThat(reason.nextStep()).contains("placed again");

    var gone =
        decide(
            plan,
            first.status(),
            seen(pod("digits-master-0", Phase.RUNNING), pod("digits-worker-0", Phase.RUNNING)));
    assertThat(gone.making().pods()).extracting(Replica::name).containsExactly("digits-worker-1");
    assertThat(types(gone.status())).containsExactly("Created=True", "Running=True");
    assertThat(gone.status().reason()).isNull();
  }

  @Test
  void aReplicaThatIsTurnedAwayAgainAndAgainIsMadeEverLater() {
    var plan = workers("restartPolicy: Never", "");
    var others =
        new SeenPod[] {
          pod("digits-master-0", Phase.RUNNING), pod("digits-worker-0", Phase.RUNNING)
        };
    var status = JobStatus.NONE;
    var now = Fixtures.NOW;
    var pauses = new ArrayList<Long>();
    for (var time = 1; time <= 9; time++) {
      var late = Fixtures.incarnation(turnedAway(List.of()), "uid-" + time);
      var away = decideAt(plan, status, all(plan, Phase.RUNNING, late), now);
      assertThat(away.clearing().pods()).containsExactly(late);
      status = away.status();
      var began = now;
      for (var next = decideAt(plan, status, seen(others), now);
          next.making().pods().isEmpty();
          next = decideAt(plan, status, seen(others), now)) {
        status = next.status();
        assertThat(Objects.requireNonNull(status.reason()).code()).isEqualTo("TurnedAway");
        assertThat(status.reason().message())
            .startsWith("Worker 1: %d pods one after the other".formatted(time))
            .endsWith(next.wake().orElseThrow().toString());
        now = next.wake().orElseThrow();
        assertThat(decideAt(plan, status, seen(others), now.minusSeconds(1)).making().pods())
            .isEmpty();
      }
      pauses.add(Duration.between(began, now).toSeconds());
    }
    assertThat(pauses).containsExactly(0L, 5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    assertThat(restarts(status)).isZero();

    var runs = decideAt(plan, status, all(plan, Phase.RUNNING, "new"), now).status();
    assertThat(Objects.requireNonNull(runs.restarts()).turnedAway()).isEmpty();
    assertThat(runs.reason()).isNull();
  }

  private static Decision decideAt(JobPlan plan, JobStatus before, Seen seen, Instant now) {
    return Jobs.decide(plan, before, Fixtures.remembering(before, seen), now);
  }

  @Test
  void aPodThatRanBeforeItsNodeHadNoRoomHasFailed() {
    var plan = workers("restartPolicy: Never", "");
    var ran = turnedAway(exited(137).containers());
    assertThat(types(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, ran)).status()))
        .contains("Failed=True");
  }

  private static SeenPod turnedAway(List<SeenContainer> containers) {
    return new SeenPod(
        "digits-worker-1",
        "u",
        Phase.FAILED,
        false,
        false,
        Optional.of("n1"),
        Optional.of(Fixtures.START),
        Optional.of("OutOfcpu"),
        Optional.of("Pod was rejected: Node didn't have enough resource: cpu"),
        containers);
  }

  @Test
  void podsGetTheRestartPolicyThatTheKubeletIsToCarryOut() {
    assertThat(kubelets(workers("restartPolicy: ExitCode", ""))).isEqualTo("Never");
    assertThat(kubelets(workers("restartPolicy: Never", ""))).isEqualTo("Never");
    assertThat(kubelets(workers("restartPolicy: Always", ""))).isEqualTo("Always");
    assertThat(kubelets(workers("", ""))).isEqualTo("OnFailure");
    assertThat(kubelets(workers("restartPolicy: Always", "restartScope: Job"))).isEqualTo("Never");
  }

  @Test
  void aTemplatesRestartPolicyIsOverruledAndThatIsToldOnce() {
    var plan =
        Fixtures.plan(
            job -> job.replaceFirst("containers:", "restartPolicy: Always\n          containers:"));
    var first = decide(plan, JobStatus.NONE, seen());
    assertThat(first.events())
        .extracting(JobEvent::reason)
        .contains("SettedPodTemplateRestartPolicy");
    assertThat(decide(plan, first.status(), seen()).events()).isEmpty();
  }

  @Test
  void alwaysReplacesAPodThatFailedAsAWhole() {
    var plan = workers("restartPolicy: Always", "backoffLimit: 1");
    var first = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, exited(1)));
    assertThat(types(first.status())).contains("Restarting=True");
    var again = Fixtures.incarnation(exited(1), "second");
    assertThat(types(decide(plan, first.status(), all(plan, Phase.RUNNING, again)).status()))
        .contains("Failed=True");
  }

  @Test
  void aGangIsStartedAgainAsAWholeAndCountedOnce() {
    var plan = workers("", "restartScope: Job, backoffLimit: 1");
    var running = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING)).status();
    var failed = all(plan, Phase.RUNNING, exited(1), pod("digits-worker-0", Phase.FAILED));
    var first = decide(plan, running, failed);
    assertThat(first.clearing().pods()).hasSize(3);
    assertThat(types(first.status())).containsExactly("Created=True", "Restarting=True");
    assertThat(restarts(first.status())).isEqualTo(1);
    assertThat(first.making().pods()).isEmpty();

    // One is gone, the others die by the signal: no new failure, no new pod, nothing to say.
    var dying = seen(pod("digits-master-0", Phase.FAILED), pod("digits-worker-0", Phase.FAILED));
    var waiting = decide(plan, first.status(), dying);
    assertThat(waiting.status()).isEqualTo(first.status());
    assertThat(waiting.events()).isEmpty();
    assertThat(waiting.making().pods()).isEmpty();

    var gone = decide(plan, first.status(), seen());
    assertThat(gone.making().pods()).hasSize(3);
    assertThat(gone.status().reason()).isNull();

    var back = decide(plan, gone.status(), all(plan, Phase.RUNNING, "second"));
    assertThat(types(back.status())).containsExactly("Created=True", "Running=True");

    var over =
        decide(
            plan,
            back.status(),
            all(plan, Phase.RUNNING, "second", Fixtures.incarnation(exited(1), "second")));
    assertThat(types(over.status())).contains("Failed=True");
    assertThat(restarts(over.status())).isEqualTo(1);
  }

  @Test
  void fewerReplicasAreNoFailureOfThoseThatGo() {
    var three = workers("restartPolicy: Never", "");
    var two =
        Fixtures.plan(job -> job.replace("replicas: 2", "replicas: 1\n      restartPolicy: Never"));
    var running = decide(three, JobStatus.NONE, all(three, Phase.RUNNING)).status();
    var shrunk = decide(two, running, all(three, Phase.RUNNING));
    assertThat(shrunk.clearing().pods())
        .extracting(SeenPod::name)
        .containsExactly("digits-worker-1");
    assertThat(types(shrunk.status())).contains("Running=True");
    // And back before the old pod is gone, which ends by its signal.
    var grown = decide(three, shrunk.status(), all(three, Phase.RUNNING, exited(143)));
    assertThat(types(grown.status())).contains("Running=True").doesNotContain("Failed=True");
    assertThat(restarts(grown.status())).isZero();
  }

  @Test
  void whatAFailedJobLeavesFollowsItsPolicy() {
    var failed = exited(3);
    var silent = workers("restartPolicy: Never", "");
    assertThat(decide(silent, JobStatus.NONE, all(silent, Phase.RUNNING, failed)).clearing().pods())
        .extracting(SeenPod::name)
        .containsExactlyInAnyOrder("digits-master-0", "digits-worker-0");
    var none = workers("restartPolicy: Never", "cleanPodPolicy: None");
    assertThat(decide(none, JobStatus.NONE, all(none, Phase.RUNNING, failed)).clearing().pods())
        .isEmpty();
  }

  /** They fail because they are deleted. */
  @Test
  void podsCleanedUpAfterTheEndAreNotCountedAsFailed() {
    var plan = workers("restartPolicy: Never", "");
    var ended = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, exited(3))).status();
    var dying =
        all(
            plan,
            Phase.RUNNING,
            exited(3),
            Fixtures.deleting(pod("digits-worker-0", Phase.FAILED)),
            Fixtures.deleting(pod("digits-master-0", Phase.FAILED)));
    var after = decide(plan, ended, dying).status();
    assertThat(after.replicaStatuses().values())
        .allSatisfy(count -> {
          assertThat(count.active()).isZero();
          assertThat(count.failed()).isLessThanOrEqualTo(1);
        });
    assertThat(after.conditions()).isEqualTo(ended.conditions());
  }

  private static SeenPod exited(int code) {
    return pod("digits-worker-1", Phase.FAILED, 0, new State.Ended(code, "Error", ""));
  }

  private static int restarts(JobStatus status) {
    return Objects.requireNonNull(status.restarts()).count();
  }

  private static String kubelets(JobPlan plan) {
    return Pods.of(plan, plan.replicas().getLast()).getSpec().getRestartPolicy();
  }

  private static JobPlan workers(String workers, String policy) {
    return Fixtures.plan(job ->
        job.replace("replicas: 2", "replicas: 2\n      " + workers)
            .replace("runPolicy: {}", "runPolicy: {" + policy + "}"));
  }
}
