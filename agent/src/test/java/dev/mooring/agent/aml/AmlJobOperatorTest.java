package dev.mooring.agent.aml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AmlJobOperatorTest {
  private static final String JOB =
      """
      apiVersion: amlarc.azureml.com/v1alpha1
      kind: AmlJob
      metadata:
        name: j
        namespace: lab
        annotations: {amlarc.azureml.com/launch-ready: "true"}
      spec:
        image: a
        command: "true"
        launcherImage: launcher
        launchSecret: j-launch
        cancelRequested: false
        timeoutSeconds: 60
      """;
  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  /** More writes than the whole life of the job takes, so that the last run is not killed. */
  static List<Integer> writes() {
    return IntStream.rangeClosed(1, 25).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void killedAfterAnyWriteAJobCompletesTheSame(int writes) {
    var cluster = new FakeAmlCluster(JOB);
    cluster.killAfterWrites(writes);
    settle(cluster);
    cluster.report("Created", null, "Pending", "Waiting");
    settle(cluster);
    cluster.report("Running", null, "Running", "Running");
    settle(cluster);
    cluster.report("Running", null, "Running", "0");
    settle(cluster);
    cluster.report("Succeeded", null, "Succeeded", "0");
    settle(cluster);

    assertThat(cluster.status().phase()).isEqualTo(AmlJobPhase.COMPLETED);
    assertThat(cluster.status().startTime()).isEqualTo(START);
    assertThat(cluster.status().exitCode()).isZero();
    assertThat(cluster.made()).isEqualTo(1);
    assertThat(cluster.events()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void killedAfterAnyWriteACancelStopsAllThereIs(int writes) {
    var cluster = new FakeAmlCluster(JOB);
    cluster.killAfterWrites(writes);
    settle(cluster);
    cluster.report("Running", null, "Running", "Running");
    settle(cluster);
    cluster.cancel();
    settle(cluster);
    assertThat(cluster.hasTraining()).isFalse();
    assertThat(cluster.status().phase())
        .as("its pods still stop")
        .isNotEqualTo(AmlJobPhase.CANCELED);

    cluster.stopPods();
    settle(cluster);
    assertThat(cluster.status().phase()).isEqualTo(AmlJobPhase.CANCELED);
    assertThat(cluster.made()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("writes")
  void killedAfterAnyWriteAJobOverItsLimitFails(int writes) {
    var cluster = new FakeAmlCluster(JOB);
    cluster.killAfterWrites(writes);
    settle(cluster);
    cluster.report("Running", null, "Running", "Running");
    settle(cluster);
    settle(cluster, START.plusSeconds(61));
    assertThat(cluster.hasTraining()).isFalse();
    cluster.stopPods();
    settle(cluster, START.plusSeconds(70));

    assertThat(cluster.status().phase()).isEqualTo(AmlJobPhase.FAILED);
    assertThat(reason(cluster).code()).isEqualTo("JobTimedOut");
    assertThat(cluster.made()).isEqualTo(1);
  }

  @Test
  void aFailedCommandGivesItsExitCode() {
    var cluster = new FakeAmlCluster(JOB);
    settle(cluster);
    var why = new Reason("ContainerFailed", "Master 0 (pod j-master-0, node n1): failed", "Fix it");
    cluster.report("Failed", why, "Failed", "3");
    settle(cluster);
    assertThat(cluster.status().phase()).isEqualTo(AmlJobPhase.FAILED);
    assertThat(cluster.status().exitCode()).isEqualTo(3);
    assertThat(reason(cluster)).isEqualTo(why);
  }

  @Test
  void nothingIsMadeBeforeTheSecretIsThere() {
    var cluster =
        new FakeAmlCluster(
            JOB.replace("annotations: {amlarc.azureml.com/launch-ready: \"true\"}", "labels: {}"));
    settle(cluster);
    assertThat(reason(cluster).code()).isEqualTo("LaunchSecretMissing");
    assertThat(cluster.made()).isZero();

    cluster.annotate(AmlJob.LAUNCH_READY_ANNOTATION);
    settle(cluster);
    assertThat(cluster.made()).isEqualTo(1);
  }

  @Test
  void aCacheThatIsLateIsNotBelieved() {
    var cluster = new FakeAmlCluster(JOB);
    settle(cluster);
    cluster.report("Running", null, "Running", "Running");
    settle(cluster);
    cluster.cacheIsLate(true);
    settle(cluster);
    assertThat(cluster.status().phase()).isEqualTo(AmlJobPhase.RUNNING);

    cluster.cacheIsLate(false);
    cluster.deleteTraining();
    settle(cluster);
    assertThat(reason(cluster).code()).isEqualTo("TrainingDeleted");
    assertThat(cluster.made()).isEqualTo(1);
  }

  @Test
  void whereNothingChangedNothingIsWritten() {
    var cluster = new FakeAmlCluster(JOB);
    settle(cluster);
    cluster.report("Running", null, "Running", "Running");
    settle(cluster);
    cluster.killAfterWrites(1);
    assertThat(newOperator(START).over(cluster)).isPresent();
  }

  private static Reason reason(FakeAmlCluster cluster) {
    return Objects.requireNonNull(cluster.status().reason());
  }

  private static void settle(FakeAmlCluster cluster) {
    settle(cluster, START);
  }

  /** Passes until nothing changes any more, a new operator after each death. */
  private static void settle(FakeAmlCluster cluster, Instant now) {
    for (var pass = 0; pass < 4; pass++) {
      try {
        newOperator(now).over(cluster);
      } catch (FakeAmlCluster.KilledException killed) {
        // The next pass is another process.
      }
    }
  }

  private static AmlJobOperator newOperator(Instant now) {
    return new AmlJobOperator(InstantSource.fixed(now));
  }
}
