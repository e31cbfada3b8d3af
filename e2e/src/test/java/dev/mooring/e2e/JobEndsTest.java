package dev.mooring.e2e;

import static dev.mooring.e2e.Shell.FOR_EVER;
import static dev.mooring.e2e.Shell.Role.one;
import static dev.mooring.e2e.Shell.WAITS_FOR_PEERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.crd.Restarts;
import dev.mooring.e2e.Shell.Role;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Each way in which a training job ends, or is stopped, on real nodes. */
@TestInstance(Lifecycle.PER_METHOD)
final class JobEndsTest {
  /** Fails by a signal's code as long as nobody changes the mood. */
  private static final String MOODY = "[ \"$MOOD\" = good ] || exit 137";

  private Sandbox sandbox = new Sandbox("none");

  @BeforeEach
  void open() {
    sandbox = Sandbox.open();
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private TrainingJob create(String manifest) {
    return TrainingJob.create(sandbox, manifest);
  }

  private static List<String> types(JobStatus status) {
    return status.conditions().stream().map(Condition::type).toList();
  }

  private static String code(JobStatus status) {
    return Sandbox.reason(status).code();
  }

  private static ReplicaStatus workers(JobStatus status) {
    return Objects.requireNonNull(status.replicaStatuses().get("Worker"));
  }

  private static int restarts(JobStatus status) {
    return Restarts.of(status).count();
  }

  private static List<String> uids(TrainingJob job) {
    return job.pods().stream().map(pod -> pod.getMetadata().getUid()).toList();
  }

  @Test
  void masterDecidesAndAllIsCleanedThatTheUserSays() {
    var job =
        create(
            Shell.pyTorchJob(
                "master",
                "{cleanPodPolicy: All}",
                one("Master", "Never", "sleep 1"),
                one("Worker", "Never", FOR_EVER)));
    var status = job.succeeded();
    assertThat(types(status)).contains("Created").endsWith("Succeeded");
    assertThat(status.conditions().getLast().reason()).isEqualTo("PyTorchJobSucceeded");
    Sandbox.await("pods and services are gone")
        .until(() -> job.pods().isEmpty() && job.services().isEmpty());
  }

  @Test
  void succeededPodsAndTheirServicesStayUnlessTheUserSays() {
    var job = create(Shell.pyTorchJob("kept", "{}", new Role("Worker", 2, "Never", "sleep 2")));
    var status = job.succeeded();
    assertThat(workers(status).succeeded()).isEqualTo(2);
    assertThat(job.pods()).hasSize(2);
    assertThat(job.services()).containsExactlyInAnyOrder("kept-worker-0", "kept-worker-1");
  }

  @Test
  void elasticJobSucceedsWithItsFirstWorker() {
    var job =
        create(
            Shell.pyTorchJob(
                    "elastic",
                    "{cleanPodPolicy: Running}",
                    new Role(
                        "Worker", 2, "Never", "[ $(hostname) = elastic-worker-0 ] || " + FOR_EVER))
                .replace(
                    "  pytorchReplicaSpecs",
                    "  elasticPolicy: {minReplicas: 1}\n  pytorchReplicaSpecs"));
    job.succeeded();
    Sandbox.await("the other worker is stopped").until(() -> job.pod("worker-1").isEmpty());
    assertThat(job.pod("worker-0")).isPresent();
  }

  @Test
  void failureWithoutRetryEndsTheJobAndReleasesItsNodes() {
    var job =
        create(
            Shell.pyTorchJob(
                "failed",
                "{}",
                one("Master", "Never", FOR_EVER),
                one("Worker", "Never", "echo no more; exit 3")));
    var status = job.failed();
    assertThat(status.conditions().getLast().reason()).isEqualTo("PyTorchJobFailed");
    assertThat(Sandbox.reason(status).message()).contains("exit code 3").contains("no more");
    Sandbox.await("the master is stopped").until(() -> job.pod("master-0").isEmpty());
    assertThat(job.pod("worker-0")).as("stays, with its log").isPresent();
  }

  @Test
  void exitCodeBelow128IsForGood() {
    var job = create(Shell.pyTorchJob("permanent", "{}", one("Worker", "ExitCode", "exit 127")));
    var status = job.failed();
    assertThat(restarts(status)).isZero();
    assertThat(Sandbox.reason(status).message()).contains("exit code 127");
  }

  @Test
  void exitCodeOfASignalIsTriedAgain() {
    var job = create(Shell.pyTorchJob("signal", "{}", one("Worker", "ExitCode", MOODY)));
    job.statusThat("restarts", status -> restarts(status) >= 1);
    sandbox.goodMood();
    var status = job.succeeded();
    assertThat(restarts(status)).isPositive();
    assertThat(workers(status).failed()).isZero();
  }

  @Test
  void backoffLimitMeansWhatItSays() {
    try (var history = new PodHistory(sandbox.namespace())) {
      var job =
          create(
              Shell.pyTorchJob(
                  "limited", "{backoffLimit: 2}", one("Worker", "ExitCode", "exit 137")));
      var status = job.failed();
      assertThat(code(status)).isEqualTo("BackoffLimitExceeded");
      assertThat(history.made(job.name())).as("the first try and two more").isEqualTo(3);
    }
  }

  @Test
  void restartsInPlaceCountAsWell() {
    var job =
        create(
            Shell.pyTorchJob("inplace", "{backoffLimit: 1}", one("Worker", "OnFailure", "exit 1")));
    assertThat(code(job.failed())).isEqualTo("BackoffLimitExceeded");
    Sandbox.await("the kubelet no longer restarts it").until(() -> job.pods().isEmpty());
  }

  @Test
  void oneFailureRestartsTheWholeGangWhereTheUserSays() {
    var job =
        create(
            Shell.pyTorchJob(
                "gang",
                "{restartScope: Job, backoffLimit: 100}",
                one("Master", "OnFailure", WAITS_FOR_PEERS),
                one("Worker", "OnFailure", "sleep 1; " + MOODY)));
    Sandbox.await("both replicas are there").until(() -> job.pods().size() == 2);
    var first = uids(job);
    job.statusThat("restarts", status -> restarts(status) >= 1);
    sandbox.goodMood();
    job.succeeded();
    assertThat(uids(job)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void deadlineEndsTheJobByItself() {
    var job =
        create(
            Shell.pyTorchJob(
                "late", "{activeDeadlineSeconds: 3}", one("Worker", "OnFailure", FOR_EVER)));
    var status = job.failed();
    assertThat(code(status)).isEqualTo("DeadlineExceeded");
    Sandbox.await("its pod is stopped").until(() -> job.pods().isEmpty());
  }

  @Test
  void jobIsDeletedWhenItsTimeIsOver() {
    var job =
        create(
            Shell.pyTorchJob(
                "brief", "{ttlSecondsAfterFinished: 1}", one("Worker", "Never", "true")));
    Sandbox.await("job and pods are gone").until(() -> !job.exists() && job.pods().isEmpty());
  }

  @Test
  void suspendedJobHasNothingAndGoesOnWhenItIsResumed() {
    var job =
        create(
            Shell.pyTorchJob(
                "pausing", "{}", one("Worker", "Never", "[ \"$MOOD\" = good ] || " + FOR_EVER)));
    job.statusThat("runs", status -> Sandbox.state(status).equals("Running"));
    patch(job, "{\"spec\": {\"runPolicy\": {\"suspend\": true}}}");
    var status = job.statusThat("is suspended", s -> Sandbox.state(s).equals("Suspended"));
    assertThat(status.conditions().getLast().reason()).isEqualTo("PyTorchJobSuspended");
    Sandbox.await("nothing is left of it")
        .until(() -> job.pods().isEmpty() && job.services().isEmpty());
    sandbox.goodMood();
    patch(job, "{\"spec\": {\"runPolicy\": {\"suspend\": false}}}");
    assertThat(
            job.succeeded().conditions().stream()
                .collect(Collectors.toMap(Condition::type, Condition::reason)))
        .containsEntry("Suspended", "PyTorchJobResumed");
  }

  @Test
  void jobOfAnotherControllerIsLeftAlone() {
    var others =
        create(
            Shell.pyTorchJob(
                "others",
                "{managedBy: kueue.x-k8s.io/multikueue}",
                one("Worker", "Never", "true")));
    // Seen after it, and ended.
    create(Shell.pyTorchJob("ours", "{}", one("Worker", "Never", "true"))).succeeded();
    assertThat(others.status()).isEqualTo(JobStatus.NONE);
    assertThat(others.pods()).isEmpty();
  }

  @Test
  void chiefDecides() {
    var job =
        create(
            Shell.tfJob(
                "chief",
                "runPolicy: {cleanPodPolicy: Running}",
                one("Chief", "Never", "true"),
                one("PS", "Never", FOR_EVER),
                one("Worker", "Never", FOR_EVER)));
    job.succeeded();
    Sandbox.await("the others are stopped").until(() -> job.pods().size() == 1);
  }

  @Test
  void firstWorkerDecidesWithoutAChief() {
    var job =
        create(
            Shell.tfJob(
                "first",
                "runPolicy: {cleanPodPolicy: Running}",
                one("PS", "Never", FOR_EVER),
                new Role("Worker", 2, "Never", "[ $(hostname) = first-worker-0 ] || " + FOR_EVER)));
    assertThat(job.succeeded().conditions().getLast().reason()).isEqualTo("TFJobSucceeded");
  }

  @Test
  void allWorkersDecideWhereTheUserSays() {
    var job =
        create(
            Shell.tfJob(
                "all",
                "successPolicy: AllWorkers",
                new Role(
                    "Worker",
                    2,
                    "Never",
                    "[ \"$MOOD\" = good ] || [ $(hostname) = all-worker-0 ] || " + FOR_EVER)));
    job.statusThat(
        "one has succeeded",
        status ->
            status.replicaStatuses().containsKey("Worker") && workers(status).succeeded() == 1);
    assertThat(types(job.status())).doesNotContain("Succeeded");
    sandbox.goodMood();
    Lab.client().resource(job.pod("worker-1").orElseThrow()).withGracePeriod(0).delete();
    job.succeeded();
  }

  @Test
  void parameterServerThatFailsFailsTheJob() {
    var job =
        create(
            Shell.tfJob(
                "server",
                "runPolicy: {}",
                one("PS", "Never", "exit 9"),
                one("Worker", "Never", FOR_EVER)));
    assertThat(Sandbox.reason(job.failed()).message()).contains("server-ps-0").contains("9");
  }

  @Test
  void launcherDecidesAndWorkersAreStopped() {
    var job =
        create(
            Shell.mpiJob(
                "launched",
                "{}",
                one("Launcher", "Never", "true"),
                new Role("Worker", 2, "Never", FOR_EVER)));
    job.succeeded();
    Sandbox.await("the workers are stopped").until(() -> job.pods().size() == 1);
  }

  @Test
  void launcherThatFailsFailsTheJob() {
    var job =
        create(
            Shell.mpiJob(
                "unlaunched",
                "{}",
                one("Launcher", "Never", "echo no hosts; exit 5"),
                one("Worker", "Never", FOR_EVER)));
    assertThat(Sandbox.reason(job.failed()).message()).contains("no hosts");
  }

  @Test
  void workerThatIsEvictedFailsTheJobAndSaysSo() {
    // The launcher has the same limit, and 6 MB of it are taken by the program that stands in for
    // rsh.
    var job =
        create(
            Shell.mpiJob(
                    "evicted",
                    "{}",
                    one("Launcher", "Never", FOR_EVER),
                    one(
                        "Worker",
                        "Never",
                        "head -c 32000000 /dev/zero > /tmp/too-much; " + FOR_EVER))
                .replace(
                    "resources: {requests: {cpu: 10m}}",
                    "resources: {requests: {cpu: 10m}, limits: {ephemeral-storage: 16Mi}}"));
    var status = job.failed();
    assertThat(status.conditions().getLast().reason()).isEqualTo("MPIJobEvicted");
    assertThat(Sandbox.reason(status).message()).contains("evicted-worker-0");
  }

  private static void patch(TrainingJob job, String patch) {
    HasMetadata there = job.resource().get();
    Lab.client().resource(there).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
