package dev.mooring.training;

import static dev.mooring.training.Fixtures.DIGITS;
import static dev.mooring.training.Fixtures.all;
import static dev.mooring.training.Fixtures.plan;
import static dev.mooring.training.Fixtures.pod;
import static dev.mooring.training.Fixtures.seen;
import static dev.mooring.training.Fixtures.unseated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Reason;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.PodGroups;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JobsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.5Z");

  @Test
  void aNewJobGetsItsGroupAndItsPods() {
    var decision = decide(plan(), JobStatus.NONE, seen());
    assertThat(decision.making().extras()).hasSize(1);
    assertThat(decision.making().pods()).hasSize(3);
    assertThat(types(decision.status())).containsExactly("Created=True");
    assertThat(decision.status().startTime()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
    assertThat(decision.events()).extracting(JobEvent::reason).containsExactly("PyTorchJobCreated");
  }

  @Test
  void onlyThatAJobIsThereCanBeSaidLater() {
    var plan = plan();
    assertThat(canBeSaidLater(plan, JobStatus.NONE, seen())).isTrue();
    var waiting = seen(unseated(pod("digits-master-0", Phase.PENDING)));
    assertThat(canBeSaidLater(plan, JobStatus.NONE, waiting)).isTrue();
    var written = decide(plan, JobStatus.NONE, seen()).status();
    assertThat(canBeSaidLater(plan, written, seen())).isFalse();
    assertThat(canBeSaidLater(plan, JobStatus.NONE, all(plan, Phase.RUNNING))).isFalse();
    var failed = all(plan, Phase.PENDING, pod("digits-worker-1", Phase.FAILED));
    assertThat(canBeSaidLater(plan, JobStatus.NONE, failed)).isFalse();
    var limited =
        plan(job -> job.replace("runPolicy: {}", "runPolicy: {activeDeadlineSeconds: 9}"));
    assertThat(canBeSaidLater(limited, JobStatus.NONE, seen())).isFalse();
  }

  @Test
  void aPodThatIsSlowToStartIsNotLookedAtMoreOftenForThat() {
    var plan = plan();
    var pending = all(plan, Phase.PENDING);
    var decision = decide(plan, JobStatus.NONE, pending);
    assertThat(pending.slowStart(NOW)).isPresent();
    assertThat(Jobs.canBeSaidLater(plan, JobStatus.NONE, pending, decision, NOW)).isFalse();
    var soon = Fixtures.START.plusSeconds(1);
    assertThat(Jobs.canBeSaidLater(plan, JobStatus.NONE, pending, decision, soon)).isTrue();
  }

  private static boolean canBeSaidLater(JobPlan plan, JobStatus before, Seen seen) {
    return Jobs.canBeSaidLater(plan, before, seen, decide(plan, before, seen), NOW);
  }

  @Test
  void aFirstDecisionKeepsTheTimesOfThePassThatWasFirst() {
    var first = NOW.minusSeconds(4);
    var status = Jobs.asOf(first, decide(plan(), JobStatus.NONE, seen())).status();
    assertThat(status.startTime()).isEqualTo(Instant.parse("2026-11-23T09:59:56Z"));
    assertThat(last(status).lastTransitionTime()).isEqualTo(status.startTime());
    var suspended = plan(job -> job.replace("runPolicy: {}", "runPolicy: {suspend: true}"));
    assertThat(Jobs.asOf(first, decide(suspended, JobStatus.NONE, seen())).status().startTime())
        .isNull();
  }

  @Test
  void servicesComeWithTheFirstPodThatHasANode() {
    var plan = plan();
    var waiting = unseated(pod("digits-master-0", Phase.PENDING));
    assertThat(decide(plan, JobStatus.NONE, seen(waiting)).making().services()).isEmpty();
    var seated = pod("digits-worker-1", Phase.PENDING);
    assertThat(decide(plan, JobStatus.NONE, seen(waiting, seated)).making().services())
        .extracting(ServicePlan::name)
        .contains("digits-worker-0");
  }

  @Test
  void nothingNewMeansTheSameStatusAndNoEvent() {
    var plan = plan();
    var running = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING)).status();
    var again = decide(plan, running, all(plan, Phase.RUNNING));
    assertThat(again.status()).isEqualTo(running);
    assertThat(again.events()).isEmpty();
    assertThat(again.making().pods()).isEmpty();
  }

  @Test
  void aJobRunsAndSucceeds() {
    var plan = plan();
    var running = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING)).status();
    assertThat(types(running)).containsExactly("Created=True", "Running=True");
    var done = decide(plan, running, all(plan, Phase.SUCCEEDED));
    assertThat(types(done.status()))
        .containsExactly("Created=True", "Running=False", "Succeeded=True");
    assertThat(done.status().completionTime()).isNotNull();
    assertThat(last(done.status()).reason()).isEqualTo("PyTorchJobSucceeded");
    assertThat(done.status().replicaStatuses())
        .isEqualTo(
            Map.of(
                "Master",
                new ReplicaStatus(0, 1, 0, selector("master")),
                "Worker",
                new ReplicaStatus(0, 2, 0, selector("worker"))));
  }

  @Test
  void aFailedReplicaThatMayNotRestartFailsTheJobWithItsLastLines() {
    var plan = plan(job -> job.replace("replicas: 2", "replicas: 2\n      restartPolicy: Never"));
    var exit3 =
        pod(
            "digits-worker-1",
            Phase.FAILED,
            0,
            new State.Ended(3, "Error", "Traceback\nbad data\n"));
    var status = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, exit3)).status();
    assertThat(types(status)).containsExactly("Created=True", "Failed=True");
    assertThat(last(status).message())
        .isEqualTo("PyTorchJob digits is failed because 1 Worker replica(s) failed.");
    assertThat(reason(status).code()).isEqualTo("ContainerFailed");
    assertThat(reason(status).message())
        .isEqualTo(
            "Worker 1 (pod digits-worker-1, node n1): container 'pytorch' failed (exit code 3);"
                + " last log lines:\nTraceback\nbad data");
    assertThat(reason(status).nextStep()).contains("kubectl -n lab logs digits-worker-1");
  }

  @Test
  void aPodThatFailedIsReplacedAndCountedOnce() {
    var plan = plan();
    var failed = pod("digits-worker-1", Phase.FAILED);
    var first = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, failed));
    assertThat(types(first.status())).containsExactly("Created=True", "Restarting=True");
    assertThat(first.clearing().pods()).containsExactly(failed);
    assertThat(Objects.requireNonNull(first.status().restarts()).count()).isEqualTo(1);

    var stillThere = decide(plan, first.status(), all(plan, Phase.RUNNING, failed));
    assertThat(stillThere.status()).isEqualTo(first.status());
    assertThat(stillThere.clearing().pods()).containsExactly(failed);

    var back = decide(plan, first.status(), all(plan, Phase.RUNNING, replaced("digits-worker-1")));
    assertThat(types(back.status())).containsExactly("Created=True", "Running=True");
    assertThat(back.status().restarts()).isEqualTo(first.status().restarts());
  }

  @Test
  void backoffLimitCountsRestartsInPlaceAndReplacedPods() {
    var plan = plan(job -> job.replace("runPolicy: {}", "runPolicy: {backoffLimit: 3}"));
    var failed = pod("digits-worker-1", Phase.FAILED);
    var afterOne = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, failed)).status();
    var twoInPlace = pod("digits-worker-0", Phase.RUNNING, 2, new State.Running());
    var back = replaced("digits-worker-1");
    var threeRetries = decide(plan, afterOne, all(plan, Phase.RUNNING, twoInPlace, back)).status();
    assertThat(types(threeRetries)).contains("Running=True");
    var oneMore = pod("digits-worker-0", Phase.RUNNING, 2, new State.Ended(1, "Error", "again"));
    var status = decide(plan, threeRetries, all(plan, Phase.RUNNING, oneMore, back)).status();
    assertThat(types(status)).contains("Failed=True");
    assertThat(reason(status).code()).isEqualTo("BackoffLimitExceeded");
    assertThat(reason(status).message()).contains("allows 3 retries").contains("again");
  }

  @Test
  void theReasonOfAnImageIsSteadyAndGoesWhenItIsThere() {
    var plan = plan();
    var pulling =
        decide(
                plan,
                JobStatus.NONE,
                all(
                    plan,
                    Phase.RUNNING,
                    waits("ErrImagePull", "read udp 10.0.0.1:34->10.0.0.2:53: no such host")))
            .status();
    var backingOff =
        decide(
            plan,
            pulling,
            all(
                plan,
                Phase.RUNNING,
                waits(
                    "ImagePullBackOff",
                    "Back-off pulling image \"digits:1\": ErrImagePull: read udp 10.0.0.1:99->10.0.0.2:53: no such host")));
    assertThat(backingOff.status()).isEqualTo(pulling);
    assertThat(reason(pulling).code()).isEqualTo("ImagePullBackOff");
    assertThat(reason(pulling).message())
        .isEqualTo(
            "Worker 0 (pod digits-worker-0, node n1): image 'digits:1' cannot be pulled:"
                + " read udp 10.0.0.2:53: no such host");
    assertThat(decide(plan, pulling, all(plan, Phase.RUNNING)).status().reason()).isNull();
  }

  @Test
  void aContainersIdIsNoReason() {
    var message = "failed to generate container \"%s\" spec: no command specified";
    var plan = plan();
    var first =
        decide(
                plan,
                JobStatus.NONE,
                all(
                    plan,
                    Phase.RUNNING,
                    waits("CreateContainerError", message.formatted("a1".repeat(32)))))
            .status();
    assertThat(reason(first).message())
        .endsWith("failed to generate container spec: no command specified");
    var next =
        all(plan, Phase.RUNNING, waits("CreateContainerError", message.formatted("b2".repeat(32))));
    assertThat(decide(plan, first, next).status()).isEqualTo(first);
  }

  @Test
  void aMissingConfigMapIsNamed() {
    var plan = plan();
    var status =
        decide(
                plan,
                JobStatus.NONE,
                all(
                    plan,
                    Phase.RUNNING,
                    waits("CreateContainerConfigError", "configmap \"code\" not found")))
            .status();
    assertThat(reason(status).message()).contains("configmap \"code\" not found");
    assertThat(reason(status).nextStep()).contains("namespace 'lab'");
  }

  @Test
  void whatKeepsAPodFromStartingIsAskedAfterItsUsualTime() {
    var plan = plan();
    var pending = all(plan, Phase.RUNNING, pod("digits-worker-0", Phase.PENDING));
    assertThat(pending.slowStart(Fixtures.START.plusSeconds(5))).isEmpty();
    var slow = pending.slowStart(Fixtures.START.plusSeconds(6)).orElseThrow();
    assertThat(slow.name()).isEqualTo("digits-worker-0");
    var trouble = new Seen.Trouble("FailedMount", "configmap \"code\" not found");
    var status = decide(plan, JobStatus.NONE, pending.with(slow, trouble)).status();
    assertThat(reason(status).code()).isEqualTo("FailedMount");
    assertThat(reason(status).message())
        .isEqualTo(
            "Worker 0 (pod digits-worker-0, node n1) cannot start: configmap \"code\" not found");
    assertThat(all(plan, Phase.RUNNING, waits("ErrImagePull", "no")).slowStart(NOW)).isEmpty();
  }

  @Test
  void aPodThatWouldBeRestartedForEverGoesWithItsJob() {
    var plan =
        plan(job ->
            job.replace("runPolicy: {}", "runPolicy: {backoffLimit: 0, cleanPodPolicy: None}"));
    var crashing = pod("digits-worker-0", Phase.RUNNING, 0, new State.Ended(1, "Error", ""));
    var decision = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, crashing));
    assertThat(types(decision.status())).contains("Failed=True");
    assertThat(decision.clearing().pods()).containsExactly(crashing);
  }

  @Test
  void evictionAndMemoryAreNamed() {
    var plan = plan(job -> job.replace("replicas: 2", "replicas: 2\n      restartPolicy: Never"));
    var evicted =
        new SeenPod(
            "digits-worker-0",
            "u",
            Phase.FAILED,
            false,
            false,
            Optional.of("n2"),
            Optional.of(NOW),
            Optional.of("Evicted"),
            Optional.of("The node was low on resource: memory."),
            List.of());
    assertThat(
            reason(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, evicted)).status())
                .message())
        .isEqualTo(
            "Worker 0 (pod digits-worker-0, node n2): The node was low on resource: memory.");
    var oom = pod("digits-worker-0", Phase.FAILED, 0, new State.Ended(137, "OOMKilled", ""));
    assertThat(reason(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING, oom)).status()).code())
        .isEqualTo("OOMKilled");
  }

  @Test
  void theGroupsReasonIsCopiedUnchanged() {
    var plan = plan();
    var because = new Reason("Unschedulable", "short of 2 nvidia.com/gpu", "Free some");
    var group = (PodGroup) PodGroups.of(plan).orElseThrow();
    group.setStatus(new PodGroupStatus(null, null, because));
    var status = decide(plan, JobStatus.NONE, with(all(plan, Phase.PENDING), group)).status();
    assertThat(status.reason()).isEqualTo(because);
  }

  @Test
  void cleanUpFollowsThePolicyAndTheGroupGoesAlways() {
    var running =
        Map.of(
            "None",
            Set.of(),
            "Running",
            Set.of("digits-worker-0"),
            "All",
            Set.of("digits-master-0", "digits-worker-0", "digits-worker-1"));
    running.forEach((policy, doomed) -> {
      var plan =
          plan(job ->
              job.replace("runPolicy: {}", "runPolicy: {cleanPodPolicy: %s}".formatted(policy)));
      var ended =
          with(
              all(plan, Phase.SUCCEEDED, pod("digits-worker-0", Phase.RUNNING)),
              PodGroups.of(plan).orElseThrow());
      var decision = decide(plan, JobStatus.NONE, ended);
      assertThat(decision.clearing().pods())
          .extracting(SeenPod::name)
          .containsExactlyInAnyOrderElementsOf(names(doomed));
      assertThat(decision.clearing().services()).containsExactlyInAnyOrderElementsOf(names(doomed));
      assertThat(decision.clearing().extras()).hasSize(1);
      assertThat(decision.making().pods()).isEmpty();
    });
  }

  @Test
  void fewerReplicasMeanFewerPodsAndASmallerGang() {
    var smaller = plan(job -> job.replace("replicas: 2", "replicas: 1"));
    var before = with(all(plan(DIGITS), Phase.RUNNING), PodGroups.of(plan(DIGITS)).orElseThrow());
    var decision = decide(smaller, JobStatus.NONE, before);
    assertThat(decision.clearing().pods())
        .extracting(SeenPod::name)
        .containsExactly("digits-worker-1");
    assertThat(decision.clearing().services()).containsExactly("digits-worker-1");
    assertThat(decision.making().extras()).hasSize(1);
  }

  @Test
  void aTakenNameIsAReasonAndAnInvalidPodIsTheEnd() {
    var plan = plan();
    var taken = seen().with(List.of(new Obstacle.Taken("Pod digits-worker-0")));
    assertThat(reason(decide(plan, JobStatus.NONE, taken).status()).code()).isEqualTo("NameTaken");
    var invalid = seen().with(List.of(new Obstacle.Invalid("Pod digits-worker-0", "spec.x: bad")));
    var status = decide(plan, JobStatus.NONE, invalid).status();
    assertThat(types(status)).contains("Failed=True");
    assertThat(reason(status).message()).contains("spec.x: bad");
  }

  private static String selector(String type) {
    return "training.kubeflow.org/job-name=digits,"
        + "training.kubeflow.org/operator-name=pytorchjob-controller,"
        + "training.kubeflow.org/replica-type="
        + type;
  }

  /** A running pod in the place of one that failed. */
  private static SeenPod replaced(String name) {
    return Fixtures.incarnation(pod(name, Phase.RUNNING), "another-uid");
  }

  private static SeenPod waits(String why, String message) {
    return pod("digits-worker-0", Phase.PENDING, 0, new State.Waiting(why, message));
  }

  private static List<String> names(Set<?> names) {
    return names.stream().map(Object::toString).toList();
  }

  private static Seen with(Seen seen, HasMetadata group) {
    return new Seen(
        seen.pods(),
        seen.services(),
        List.of(group),
        seen.dependents(),
        seen.obstacles(),
        seen.troubles(),
        seen.restarts());
  }

  private static Decision decide(JobPlan plan, JobStatus before, Seen seen) {
    return Jobs.decide(plan, before, Fixtures.remembering(before, seen), NOW);
  }

  private static List<String> types(JobStatus status) {
    return status.conditions().stream()
        .map(condition -> condition.type() + "=" + condition.status())
        .toList();
  }

  private static Condition last(JobStatus status) {
    return status.conditions().getLast();
  }

  private static Reason reason(JobStatus status) {
    return Objects.requireNonNull(status.reason());
  }
}
