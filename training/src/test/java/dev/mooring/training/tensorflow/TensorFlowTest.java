package dev.mooring.training.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.TFJob;
import dev.mooring.training.Fixtures;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Labels;
import dev.mooring.training.Planned;
import dev.mooring.training.Replica;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import dev.mooring.training.manifest.Pods;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TensorFlowTest {
  static final JobRef JOB = new JobRef("kubeflow.org/v1", "TFJob", "lab", "j", "job-uid");

  private static final TensorFlow TENSORFLOW = new TensorFlow(GangFrontEnd.OURS, "");

  private static final String ALL = "Chief 1, PS 1, Worker 2";

  @Test
  void everyReplicaKnowsAllOfThemAndItself() {
    var plan = plan(ALL, "");
    assertThat(config(plan, "j-worker-1"))
        .isEqualTo(
            "{\"cluster\":{\"chief\":[\"j-chief-0.lab.svc:2222\"],\"ps\":[\"j-ps-0.lab.svc:2222\"],"
                + "\"worker\":[\"j-worker-0.lab.svc:2222\",\"j-worker-1.lab.svc:2222\"]},"
                + "\"task\":{\"type\":\"worker\",\"index\":1},\"environment\":\"cloud\"}");
    assertThat(config(plan, "j-chief-0")).contains("\"task\":{\"type\":\"chief\",\"index\":0}");
  }

  @Test
  void aClustersDomainAndAnotherPortAreInTheAddresses() {
    var spec =
        spec("Worker 2", "")
            .replace("image: a", "image: a, ports: [{name: tfjob-port, containerPort: 99}]");
    var plan = accepted(new TensorFlow(GangFrontEnd.OURS, "example.org"), spec);
    assertThat(config(plan, "j-worker-0")).contains("\"j-worker-1.lab.svc.example.org:99\"");
  }

  @Test
  void aReplicaThatIsAloneIsToldNothing() {
    assertThat(plan("Worker 1", "").replicas())
        .singleElement()
        .satisfies(replica -> assertThat(replica.environment().variables()).isEmpty());
  }

  @Test
  void onlyTheContainerOfTheTrainingIsTold() {
    var spec = spec("Worker 2", "").replace("image: a}", "image: a}, {name: helper, image: b}");
    var plan = accepted(TENSORFLOW, spec);
    var containers = Pods.of(plan, plan.replicas().getFirst()).getSpec().getContainers();
    assertThat(containers.getFirst().getEnv()).extracting(EnvVar::getName).contains("TF_CONFIG");
    assertThat(containers.getLast().getEnv()).isEmpty();
  }

  @Test
  void dynamicWorkersKnowThemselvesAndTheParameterServers() {
    var plan = plan("PS 2, Worker 2", "enableDynamicWorker: true");
    assertThat(config(plan, "j-worker-1"))
        .isEqualTo(
            "{\"sparseCluster\":{\"worker\":{\"1\":\"j-worker-1.lab.svc:2222\"},"
                + "\"ps\":[\"j-ps-0.lab.svc:2222\",\"j-ps-1.lab.svc:2222\"]},"
                + "\"task\":{\"type\":\"worker\",\"index\":1}}");
    assertThat(config(plan, "j-ps-0"))
        .isEqualTo(
            "{\"sparseCluster\":{\"worker\":{},\"ps\":[\"j-ps-0.lab.svc:2222\"]},"
                + "\"task\":{\"type\":\"ps\",\"index\":0}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Worker 2, PS 1 | j-worker-0
          Worker 2, Chief 1 | j-chief-0
          Master 1, Worker 2 | j-master-0
          """)
  void oneReplicaLeads(String replicas, String leader) {
    assertThat(plan(replicas, "").replicas())
        .filteredOn(replica -> "master".equals(replica.labels().get(Labels.JOB_ROLE)))
        .extracting(Replica::name)
        .containsExactly(leader);
  }

  @Test
  void typesMayBeWrittenInLowerCase() {
    assertThat(plan("worker 1, ps 1", "").replicas())
        .extracting(Replica::name)
        .containsExactlyInAnyOrder("j-worker-0", "j-ps-0");
  }

  /** What has succeeded, of what; all others run. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Chief 1, Worker 2 | '' | j-chief-0 | true
          Chief 1, Worker 2 | '' | j-worker-0 j-worker-1 | false
          Chief 1, Worker 2 | successPolicy: AllWorkers | j-chief-0 | true
          Worker 2, PS 1 | '' | j-worker-0 | true
          Worker 2, PS 1 | '' | j-worker-1 | false
          Worker 2, PS 1 | '' | j-ps-0 | false
          Worker 2, PS 1 | successPolicy: AllWorkers | j-worker-0 | false
          Worker 2, PS 1 | successPolicy: AllWorkers | j-worker-0 j-worker-1 | true
          """)
  void whoDecidesSuccess(String replicas, String more, String succeeded, boolean success) {
    var plan = plan(replicas, more);
    assertThat(judge(plan, Phase.SUCCEEDED, succeeded) instanceof Verdict.Success)
        .isEqualTo(success);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Chief 1, Worker 2 | '' | j-worker-1 | because 1 Worker replica(s) failed.
          Worker 2, PS 1 | '' | j-ps-0 | because 1 PS replica(s) failed.
          Worker 2, PS 1 | enableDynamicWorker: true | j-worker-0 | under way
          Worker 2, PS 1 | enableDynamicWorker: true | j-worker-0 j-worker-1 | because 2 Worker replica(s) failed.
          Chief 1, Worker 2 | enableDynamicWorker: true | j-worker-0 j-worker-1 | under way
          Worker 2, PS 1 | enableDynamicWorker: true | j-ps-0 | because 1 PS replica(s) failed.
          """)
  void whoseFailureIsTheJobs(String replicas, String more, String failed, String summary) {
    var verdict = judge(plan(replicas, more), Phase.FAILED, failed);
    assertThat(verdict instanceof Verdict.Failure failure ? failure.summary() : "under way")
        .isEqualTo(summary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Chief 1, Master 1 | '' | spec.tfReplicaSpecs: must not have more than 1 Chief or Master
          Chief 2 | '' | spec.tfReplicaSpecs: must not have more than 1 Chief or Master
          PS 1 | '' | spec.tfReplicaSpecs: no replica decides success: give a Chief, a Master or Workers
          Boss 1, Worker 1 | '' | spec.tfReplicaSpecs[Boss]: the replica types are Chief, Master, Worker, PS and Evaluator
          Worker 1 | 'runPolicy: {schedulingPolicy: {minAvailable: 2}}' | spec.runPolicy.schedulingPolicy.minAvailable: is 2, but the job has only 1 replicas
          """)
  void whatCannotBeCarriedOutIsRefused(String replicas, String more, String message) {
    assertThat(planned(TENSORFLOW, spec(replicas, more)))
        .isInstanceOfSatisfying(
            Planned.Refused.class, refused -> assertThat(refused.message()).isEqualTo(message));
  }

  @Test
  void aContainerOfTheUsualNameIsNeeded() {
    assertThat(planned(TENSORFLOW, spec("Worker 1", "").replace("name: tensorflow", "name: tf")))
        .isInstanceOfSatisfying(
            Planned.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo(
                        "spec.tfReplicaSpecs[Worker].template.spec.containers: must have at least one"
                            + " container with name tensorflow"));
  }

  private static Verdict judge(JobPlan plan, Phase phase, String pods) {
    var but =
        List.of(pods.split(" ")).stream()
            .map(name -> Fixtures.pod(name, phase))
            .toArray(SeenPod[]::new);
    return plan.rules().judge(plan, Fixtures.all(plan, Phase.RUNNING, but));
  }

  static JobPlan plan(String replicas, String more) {
    return accepted(TENSORFLOW, spec(replicas, more));
  }

  private static JobPlan accepted(TensorFlow kind, String yaml) {
    return switch (planned(kind, yaml)) {
      case Planned.Accepted(var plan) -> plan;
      case Planned.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  private static Planned planned(TensorFlow kind, String yaml) {
    return kind.plan(JOB, Serialization.unmarshal(yaml, TFJob.class).getSpec());
  }

  /**
   * A specification.
   *
   * @param replicas such as {@code Worker 2, PS 1}
   */
  private static String spec(String replicas, String more) {
    return List.of(replicas.split(", ")).stream()
        .map(replica -> replica.split(" "))
        .map(replica ->
            "    %s: {replicas: %s, template: {spec: {containers: [{name: tensorflow, image: a}]}}}\n"
                .formatted(replica[0], replica[1]))
        .collect(Collectors.joining("", "spec:\n  " + more + "\n  tfReplicaSpecs:\n", ""));
  }

  static String config(JobPlan plan, String pod) {
    return plan.replicas().stream()
        .filter(replica -> replica.name().equals(pod))
        .flatMap(replica -> replica.environment().variables().stream())
        .filter(variable -> variable.getName().equals("TF_CONFIG"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
