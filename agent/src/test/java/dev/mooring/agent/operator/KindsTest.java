package dev.mooring.agent.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.crd.TFJob;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobKind;
import dev.mooring.training.mpi.Mpi;
import dev.mooring.training.tensorflow.TensorFlow;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole lives of the kinds that have more than pods, with an operator that dies. */
final class KindsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T10:00:00Z"));

  private static final String MPI_JOB =
      """
      apiVersion: kubeflow.org/v1
      kind: MPIJob
      metadata: {name: j, namespace: lab}
      spec:
        transport: %s
        mpiReplicaSpecs:
          Launcher: {template: {spec: {containers: [{name: mpi, image: a, command: [mpirun]}]}}}
          Worker: {replicas: 2, template: {spec: {containers: [{name: mpi, image: a}]}}}
      """;

  /** More writes than either life takes, so that the last run is not killed. */
  static List<Integer> writes() {
    return IntStream.rangeClosed(1, 40).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void anMpiJobOverSshEndsTheSameWhateverWriteIsTheLast(int writes) {
    var cluster = new FakeCluster<>(MPIJob.class, MPI_JOB.formatted("ssh"));
    cluster.hide("Secret");
    var kind = new Mpi(GangFrontEnd.OURS, "", "");
    cluster.killAfterWrites(writes);
    settle(cluster, kind);
    assertThat(cluster.names())
        .containsExactlyInAnyOrder(
            "PodGroup j", "Secret j-ssh", "ConfigMap j-config", "Pod j-worker-0", "Pod j-worker-1");

    List.of("j-worker-0", "j-worker-1").forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster, kind);
    assertThat(cluster.names()).contains("Service j", "Job j-launcher");
    cluster.startJob("j-launcher");
    settle(cluster, kind);
    assertThat(types(cluster)).containsExactly("Created", "Running");
    assertThat(active(cluster, "Launcher")).isEqualTo(1);

    cluster.endJob("j-launcher", "Complete");
    settle(cluster, kind);
    assertThat(types(cluster)).containsExactly("Created", "Running", "Succeeded");
    assertThat(cluster.names())
        .as("workers do not outlive their job, the launcher's log does")
        .containsExactlyInAnyOrder("Secret j-ssh", "ConfigMap j-config", "Job j-launcher");
    assertThat(cluster.podsEverMade()).containsExactlyInAnyOrder("j-worker-0", "j-worker-1");
  }

  @ParameterizedTest
  @MethodSource("writes")
  void anMpiJobOverTheApiEndsTheSameWhateverWriteIsTheLast(int writes) {
    var cluster = new FakeCluster<>(MPIJob.class, MPI_JOB.formatted("kubexec"));
    var kind = new Mpi(GangFrontEnd.OURS, "launcher:1", "");
    cluster.killAfterWrites(writes);
    settle(cluster, kind);
    assertThat(cluster.podsEverMade()).doesNotContain("j-launcher");

    List.of("j-worker-0", "j-worker-1").forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster, kind);
    cluster.report("j-launcher", "Running");
    settle(cluster, kind);
    assertThat(types(cluster)).containsExactly("Created", "Running");

    cluster.report("j-launcher", "Failed");
    settle(cluster, kind);
    assertThat(types(cluster)).containsExactly("Created", "Running", "Failed");
    assertThat(cluster.names())
        .as("rights and workers go, what failed stays")
        .containsExactlyInAnyOrder("Pod j-launcher", "ConfigMap j-config");
    assertThat(cluster.podsEverMade())
        .containsExactlyInAnyOrder("j-worker-0", "j-worker-1", "j-launcher");
  }

  @Test
  void whereNothingChangedAnMpiJobWritesNothing() {
    var cluster = new FakeCluster<>(MPIJob.class, MPI_JOB.formatted("ssh"));
    cluster.hide("Secret");
    var kind = new Mpi(GangFrontEnd.OURS, "", "");
    settle(cluster, kind);
    List.of("j-worker-0", "j-worker-1").forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster, kind);
    cluster.startJob("j-launcher");
    settle(cluster, kind);
    cluster.killAfterWrites(1);
    pass(cluster, kind);
  }

  @Test
  void aTfJobEndsWithItsChief() {
    var cluster =
        new FakeCluster<>(
            TFJob.class,
            """
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: j, namespace: lab}
            spec:
              tfReplicaSpecs:
                Chief: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}
                PS: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}
            """);
    var kind = new TensorFlow(GangFrontEnd.OURS, "");
    settle(cluster, kind);
    List.of("j-chief-0", "j-ps-0").forEach(pod -> cluster.report(pod, "Running"));
    settle(cluster, kind);
    cluster.report("j-chief-0", "Succeeded");
    settle(cluster, kind);
    assertThat(types(cluster)).containsExactly("Created", "Running", "Succeeded");
    assertThat(cluster.podsEverMade()).containsExactlyInAnyOrder("j-chief-0", "j-ps-0");
  }

  /** Passes until nothing changes any more, a new operator after each death. */
  private static <S, J extends CustomResource<S, JobStatus>> void settle(
      FakeCluster<J> cluster, JobKind<S> kind) {
    for (var pass = 0; pass < 5; pass++) {
      try {
        pass(cluster, kind);
      } catch (FakeCluster.KilledException killed) {
        // The next pass is another process.
      }
    }
  }

  private static <S, J extends CustomResource<S, JobStatus>> void pass(
      FakeCluster<J> cluster, JobKind<S> kind) {
    new JobOperator<S, J>(kind, CLOCK, new Counters("any")).over(cluster);
  }

  private static List<String> types(FakeCluster<?> cluster) {
    return cluster.status().conditions().stream().map(Condition::type).toList();
  }

  private static int active(FakeCluster<?> cluster, String type) {
    ReplicaStatus status = cluster.status().replicaStatuses().get(type);
    return Objects.requireNonNull(status).active();
  }
}
