package dev.mooring.agent.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.PyTorchJobSpec;
import dev.mooring.crd.RunPolicy;
import dev.mooring.training.Extra;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.JobRules;
import dev.mooring.training.Planned;
import dev.mooring.training.Seen;
import dev.mooring.training.Verdict;
import dev.mooring.training.manifest.Owners;
import dev.mooring.training.pytorch.PyTorch;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run policy says is carried out, pass by pass. */
final class PoliciesTest {
  private static final List<String> PODS = List.of("j-master-0", "j-worker-0", "j-worker-1");
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final PyTorch PYTORCH = new PyTorch(GangFrontEnd.OURS);

  private final Counters counters = new Counters("pytorch");
  private Instant now = START;

  private static String job(String policy, int workers) {
    return """
    apiVersion: kubeflow.org/v1
    kind: PyTorchJob
    metadata: {name: j, namespace: lab}
    spec:
      runPolicy: {%s}
      pytorchReplicaSpecs:
        Master: {template: {spec: {containers: [{name: pytorch, image: a}]}}}
        Worker: {replicas: %d, template: {spec: {containers: [{name: pytorch, image: a}]}}}
    """
        .formatted(policy, workers);
  }

  @Test
  void aFailureThatItsNodeIsSilentAboutIsToldWithItsLastLines() {
    var cluster =
        new FakeCluster<>(
            PyTorchJob.class, job("", 2).replace("Worker: {", "Worker: {restartPolicy: Never, "));
    settle(cluster);
    cluster.logs("j-worker-1", "no more disk");
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.report("j-worker-1", "Failed");
    settle(cluster);
    assertThat(types(cluster)).endsWith("Failed");
    assertThat(Objects.requireNonNull(cluster.status().reason()).message())
        .endsWith("last log lines:\nno more disk");
  }

  @Test
  void anotherManagersJobIsLeftAlone() {
    var cluster =
        new FakeCluster<>(PyTorchJob.class, job("managedBy: kueue.x-k8s.io/multikueue", 2));
    settle(cluster);
    assertThat(cluster.names()).isEmpty();
    assertThat(cluster.status()).isEqualTo(JobStatus.NONE);
    assertThat(cluster.events()).isEmpty();
  }

  @Test
  void theLoopIsWokenForADeadlineAndForTheEndOfTheTimeToLive() {
    var cluster =
        new FakeCluster<>(
            PyTorchJob.class, job("activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 30", 2));
    assertThat(pass(cluster)).contains(Duration.ofSeconds(60));
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    now = START.plusSeconds(20).plusMillis(500);
    assertThat(pass(cluster)).contains(Duration.ofMillis(39_500));
    now = START.plusSeconds(60);
    assertThat(pass(cluster)).contains(Duration.ofSeconds(30));
    assertThat(types(cluster)).containsExactly("Created", "Running", "Failed");
    assertThat(cluster.isJobDeleted()).isFalse();
    now = START.plusSeconds(90);
    assertThat(pass(cluster)).isEmpty();
    assertThat(cluster.isJobDeleted()).isTrue();
  }

  static List<Integer> writes() {
    return IntStream.rangeClosed(1, 50).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aGangThatIsKilledAtAnyWriteIsStartedAgainOnce(int writes) {
    var cluster = new FakeCluster<>(PyTorchJob.class, job("restartScope: Job", 2));
    cluster.killAfterWrites(writes);
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.report("j-worker-1", "Failed");
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    assertThat(Objects.requireNonNull(cluster.status().restarts()).count()).isEqualTo(1);
    assertThat(cluster.podsEverMade()).hasSize(6).containsAll(PODS);
    assertThat(types(cluster)).containsExactly("Created", "Running");
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aJobThatIsSuspendedAndResumedRunsAgain(int writes) {
    var cluster = new FakeCluster<>(PyTorchJob.class, job("cleanPodPolicy: None", 2));
    cluster.killAfterWrites(writes);
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.edit(job("cleanPodPolicy: None, suspend: true", 2));
    settle(cluster);
    assertThat(cluster.names()).isEmpty();
    assertThat(types(cluster)).endsWith("Suspended");
    cluster.edit(job("cleanPodPolicy: None", 2));
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    assertThat(types(cluster)).containsExactly("Created", "Suspended", "Running");
    assertThat(cluster.podsEverMade()).hasSize(6);
    assertThat(Objects.requireNonNull(cluster.status().restarts()).count()).isZero();
  }

  @Test
  void aJobThatIsEditedIntoNonsenseEndsAndLetsGo() {
    var cluster = new FakeCluster<>(PyTorchJob.class, job("", 2));
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.edit(job("", 2).replace("image: a", "image: a, imagee: b"));
    settle(cluster);
    assertThat(types(cluster)).endsWith("Failed");
    assertThat(cluster.names()).isEmpty();
  }

  @Test
  void creationStartsSlowlyAndStopsAtTheFirstRefusal() {
    var free = new FakeCluster<>(PyTorchJob.class, job("", 9));
    pass(free);
    assertThat(free.batches()).containsExactly(1, 2, 4, 3);

    var full = new FakeCluster<>(PyTorchJob.class, job("", 9));
    full.allowPods(2);
    assertThat(pass(full)).contains(Duration.ofSeconds(6));
    assertThat(full.batches()).containsExactly(1, 2);
    assertThat(full.podsEverMade()).hasSize(2);
    assertThat(Objects.requireNonNull(full.status().reason()).message())
        .contains("exceeded quota: pods");
  }

  @Test
  void workIsCounted() {
    var cluster = new FakeCluster<>(PyTorchJob.class, job("cleanPodPolicy: All", 2));
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.report("j-worker-1", "Failed");
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Succeeded"));
    settle(cluster);
    assertThat(counters.metrics().text().lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "training_operator_jobs_created_total" + of(1),
            "training_operator_jobs_successful_total" + of(1),
            "training_operator_jobs_restarted_total" + of(1),
            "created_pods_total" + of(4),
            "deleted_pods_total" + of(4),
            "failed_pods_total" + of(1),
            "created_services_total" + of(3),
            "deleted_services_total" + of(3),
            "created_pod_groups_total" + of(1),
            "deleted_pod_groups_total" + of(1));
    assertThat(counters.metrics().text())
        .contains("# TYPE training_operator_jobs_failed_total counter\n");
  }

  private static String of(int count) {
    return "{job_namespace=\"lab\",framework=\"pytorch\"} " + count;
  }

  @Test
  void whatIsDrawnByLotIsDrawnOnce() {
    var cluster = new FakeCluster<>(PyTorchJob.class, job("", 2));
    var operator =
        new JobOperator<PyTorchJobSpec, PyTorchJob>(
            new Keyed(), InstantSource.fixed(START), new Counters("pytorch"));
    operator.over(cluster);
    var key = key(cluster);
    assertThat(key).isNotEmpty();
    operator.over(cluster);
    assertThat(key(cluster)).isEqualTo(key);
    assertThat(cluster.names()).contains("Secret j-key", "Pod j-master-0");
  }

  private static String key(FakeCluster<PyTorchJob> cluster) {
    var secret = (Secret) cluster.object("Secret j-key").orElseThrow();
    return Objects.requireNonNull(secret.getStringData().get("key"));
  }

  /** PyTorch with a secret. */
  private record Keyed() implements JobKind<PyTorchJobSpec> {
    @Override
    public RunPolicy runPolicy(PyTorchJobSpec spec) {
      return spec.runPolicy();
    }

    @Override
    public Planned plan(JobRef job, PyTorchJobSpec spec) {
      return switch (PYTORCH.plan(job, spec)) {
        case Planned.Refused refused -> refused;
        case Planned.Accepted(var plan) ->
            new Planned.Accepted(
                new JobPlan(
                    plan.job(),
                    plan.operator(),
                    plan.roles(),
                    plan.replicas(),
                    plan.gang(),
                    plan.policy(),
                    new KeyedRules(plan.rules())));
      };
    }
  }

  private record KeyedRules(JobRules rules) implements JobRules {
    @Override
    public Verdict judge(JobPlan plan, Seen seen) {
      return rules.judge(plan, seen);
    }

    @Override
    public List<Extra> extras(JobPlan plan, Seen seen) {
      return List.of(
          new Extra.Drawn(
              new SecretBuilder().withMetadata(Owners.metadata(plan, "j-key")).build(),
              lots -> Map.of("key", Long.toString(lots.nextLong())),
              Extra.Lifetime.JOB));
    }
  }

  private Optional<Duration> pass(FakeCluster<PyTorchJob> cluster) {
    return newOperator().over(cluster);
  }

  /** Passes until nothing changes any more, a new operator after each death. */
  private void settle(FakeCluster<PyTorchJob> cluster) {
    for (var pass = 0; pass < 6; pass++) {
      try {
        newOperator().over(cluster);
      } catch (FakeCluster.KilledException killed) {
        // The next pass is another process.
      }
    }
  }

  private JobOperator<PyTorchJobSpec, PyTorchJob> newOperator() {
    return new JobOperator<>(PYTORCH, InstantSource.fixed(now), counters);
  }

  private static List<String> types(FakeCluster<PyTorchJob> cluster) {
    return cluster.status().conditions().stream().map(Condition::type).toList();
  }
}
