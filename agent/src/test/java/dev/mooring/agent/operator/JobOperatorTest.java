package dev.mooring.agent.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Condition;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Reason;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.pytorch.PyTorch;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JobOperatorTest {
  private static final String JOB =
      """
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: j, namespace: lab}
      spec:
        pytorchReplicaSpecs:
          Master: {template: {spec: {containers: [{name: pytorch, image: a}]}}}
          Worker: {replicas: 2, template: {spec: {containers: [{name: pytorch, image: a}]}}}
      """;
  private static final List<String> PODS = List.of("j-master-0", "j-worker-0", "j-worker-1");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));

  /** A kill may lose the event of the write before it; it must not double one. */
  private static final List<String> UNDISTURBED =
      List.of(
          "PyTorchJobCreated",
          "SuccessfulCreatePod",
          "PyTorchJobRunning",
          "PyTorchJobRestarting",
          "ContainerFailed",
          "SuccessfulDeletePod",
          "PyTorchJobRunning",
          "SuccessfulCreatePod",
          "PyTorchJobSucceeded",
          "JobTerminated",
          "SuccessfulDeletePodGroup");

  /** More writes than the whole life of the job takes, so that the last run is not killed. */
  static List<Integer> writes() {
    return IntStream.rangeClosed(1, 40).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void killedAfterAnyWriteTheJobEndsTheSame(int writes) {
    endsTheSame(writes, new FakeCluster<>(PyTorchJob.class, JOB));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void killedInACrowdTheJobEndsTheSame(int writes) {
    var cluster = new FakeCluster<>(PyTorchJob.class, JOB);
    cluster.crowded(true);
    endsTheSame(writes, cluster);
  }

  private static void endsTheSame(int writes, FakeCluster<PyTorchJob> cluster) {
    cluster.killAfterWrites(writes);
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.report("j-worker-1", "Failed");
    settle(cluster);
    cluster.report("j-worker-1", "Running");
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Succeeded"));
    settle(cluster);

    assertThat(cluster.status().conditions())
        .extracting(Condition::type)
        .containsExactly("Created", "Running", "Succeeded");
    assertThat(Objects.requireNonNull(cluster.status().restarts()).count()).isEqualTo(1);
    assertThat(cluster.podsEverMade())
        .containsExactlyInAnyOrder("j-master-0", "j-worker-0", "j-worker-1", "j-worker-1");
    assertThat(cluster.names())
        .isEqualTo(
            Set.of(
                "Pod j-master-0",
                "Pod j-worker-0",
                "Pod j-worker-1",
                "Service j-master-0",
                "Service j-worker-0",
                "Service j-worker-1"));
    for (var event : cluster.events()) {
      assertThat(Collections.frequency(cluster.events(), event))
          .as(event)
          .isLessThanOrEqualTo(Collections.frequency(UNDISTURBED, event));
    }
  }

  @Test
  void whereNothingChangedNothingIsWritten() {
    var cluster = new FakeCluster<>(PyTorchJob.class, JOB);
    settle(cluster);
    PODS.forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster);
    cluster.killAfterWrites(1);
    assertThat(newOperator().over(cluster)).isEmpty();
  }

  @Test
  void inACrowdThatAJobIsThereIsSaidLater() {
    var clock = new AtomicReference<>(CLOCK.instant());
    var counters = new Counters("pytorch");
    var operator = newOperator(clock::get, counters);
    var cluster = new FakeCluster<>(PyTorchJob.class, JOB);
    cluster.crowded(true);
    assertThat(operator.over(cluster)).contains(Duration.ofSeconds(1));
    assertThat(cluster.podsEverMade()).containsExactlyInAnyOrderElementsOf(PODS);
    assertThat(cluster.events()).containsExactly("SuccessfulCreatePod");
    clock.set(CLOCK.instant().plusSeconds(2));
    assertThat(operator.over(cluster)).contains(Duration.ofSeconds(1));
    assertThat(cluster.statusWrites()).isZero();
    assertThat(created(counters)).isEmpty();

    cluster.crowded(false);
    clock.set(CLOCK.instant().plusSeconds(4));
    assertThat(operator.over(cluster)).isEmpty();
    assertThat(operator.over(cluster)).isEmpty();
    assertThat(cluster.status().startTime()).isEqualTo(CLOCK.instant());
    assertThat(cluster.status().conditions())
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.type()).isEqualTo("Created");
          assertThat(condition.lastTransitionTime()).isEqualTo(CLOCK.instant());
        });
    assertThat(cluster.statusWrites()).isEqualTo(1);
    assertThat(cluster.events()).containsExactly("SuccessfulCreatePod", "PyTorchJobCreated");
    assertThat(created(counters)).hasSize(1).first().asString().endsWith(" 1");
  }

  private static List<String> created(Counters counters) {
    return counters
        .metrics()
        .text()
        .lines()
        .filter(line -> line.contains("jobs_created_total{"))
        .toList();
  }

  @Test
  void aCrowdWithoutEndDelaysNothingForLong() {
    var clock = new AtomicReference<>(CLOCK.instant());
    var operator = newOperator(clock::get, new Counters("pytorch"));
    var cluster = new FakeCluster<>(PyTorchJob.class, JOB);
    cluster.crowded(true);
    operator.over(cluster);
    clock.set(CLOCK.instant().plusSeconds(9));
    operator.over(cluster);
    assertThat(cluster.statusWrites()).isZero();
    clock.set(CLOCK.instant().plusSeconds(10));
    assertThat(operator.over(cluster)).isEmpty();
    assertThat(cluster.statusWrites()).isEqualTo(1);
  }

  static List<String> readByOthers() {
    return List.of(
        JOB.replace("spec:\n  py", "spec:\n  runPolicy: {activeDeadlineSeconds: 7}\n  py"),
        JOB.replace("spec:\n  py", "spec:\n  runPolicy: {suspend: true}\n  py"),
        JOB.replace(
            "spec:\n  py",
            "spec:\n  elasticPolicy: {minReplicas: 1, maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}\n  py"));
  }

  @ParameterizedTest
  @MethodSource("readByOthers")
  void inACrowdAStatusThatOthersReadIsWrittenAtOnce(String job) {
    assertThat(job).isNotEqualTo(JOB);
    var cluster = new FakeCluster<>(PyTorchJob.class, job);
    cluster.crowded(true);
    newOperator().over(cluster);
    assertThat(cluster.statusWrites()).isEqualTo(1);
    assertThat(cluster.status().reason()).isNull();
  }

  @Test
  void inACrowdWhatIsInTheWayIsToldAtOnce() {
    var cluster = new FakeCluster<>(PyTorchJob.class, JOB);
    cluster.crowded(true);
    cluster.add(new PodBuilder().withNewMetadata().withName("j-worker-0").endMetadata().build());
    assertThat(newOperator().over(cluster)).isPresent();
    assertThat(reason(cluster).map(Reason::message))
        .contains("Pod j-worker-0 exists and does not belong to this job");
  }

  @Test
  void aNameThatIsTakenIsToldAndTriedAgain() {
    var cluster = new FakeCluster<>(PyTorchJob.class, JOB);
    cluster.add(new PodBuilder().withNewMetadata().withName("j-worker-0").endMetadata().build());
    assertThat(newOperator().over(cluster)).isPresent();
    assertThat(reason(cluster).map(Reason::message))
        .contains("Pod j-worker-0 exists and does not belong to this job");
    var writes = cluster.statusWrites();
    assertThat(newOperator().over(cluster)).isPresent();
    assertThat(cluster.statusWrites()).isEqualTo(writes);

    cluster.remove("Pod j-worker-0");
    settle(cluster);
    assertThat(reason(cluster)).isEmpty();
    assertThat(cluster.podsEverMade()).containsExactlyInAnyOrderElementsOf(PODS);
  }

  @Test
  void aSpecificationThatCannotBeCarriedOutMakesNothing() {
    var cluster =
        new FakeCluster<>(PyTorchJob.class, JOB.replace("image: a", "image: a, imagee: b"));
    settle(cluster);
    assertThat(cluster.names()).isEmpty();
    assertThat(cluster.status().conditions())
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.type()).isEqualTo("Failed");
          assertThat(condition.reason()).isEqualTo("PyTorchJobFailedValidation");
          assertThat(condition.message())
              .startsWith(
                  "spec.pytorchReplicaSpecs[Master].template.spec.containers[0].imagee: unknown field");
        });
    assertThat(cluster.events()).containsExactly("PyTorchJobFailedValidation");
  }

  /** Passes until nothing changes any more, a new operator after each death. */
  private static void settle(FakeCluster<PyTorchJob> cluster) {
    for (var pass = 0; pass < 5; pass++) {
      try {
        newOperator().over(cluster);
      } catch (FakeCluster.KilledException killed) {
        // The next pass is another process.
      }
    }
  }

  private static JobOperator<?, PyTorchJob> newOperator() {
    return newOperator(CLOCK, new Counters("pytorch"));
  }

  private static JobOperator<?, PyTorchJob> newOperator(InstantSource clock, Counters counters) {
    return new JobOperator<>(new PyTorch(GangFrontEnd.OURS), clock, counters);
  }

  private static Optional<Reason> reason(FakeCluster<PyTorchJob> cluster) {
    return Optional.ofNullable(cluster.status().reason());
  }
}
