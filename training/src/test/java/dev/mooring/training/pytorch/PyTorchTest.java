package dev.mooring.training.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.training.Fixtures;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Labels;
import dev.mooring.training.Planned;
import dev.mooring.training.Replica;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PyTorchTest {

  @Test
  void theMasterIsRankZeroAndWorkersFollow() {
    var plan = Fixtures.plan();
    assertThat(plan.replicas())
        .extracting(Replica::name)
        .containsExactly("digits-master-0", "digits-worker-0", "digits-worker-1");
    assertThat(plan.replicas())
        .extracting(replica -> value(replica, "RANK"))
        .containsExactly("0", "1", "2");
    assertThat(leader(plan)).isEqualTo("digits-master-0");
    assertThat(plan.gang().minMember()).isEqualTo(3);
  }

  @Test
  void withoutAMasterWorkerZeroLeads() {
    var plan = Fixtures.plan(WORKERS);
    assertThat(leader(plan)).isEqualTo("digits-worker-0");
    assertThat(plan.replicas())
        .extracting(replica -> value(replica, "MASTER_ADDR"))
        .containsOnly("digits-worker-0");
    assertThat(plan.replicas())
        .extracting(replica -> value(replica, "RANK"))
        .containsExactly("0", "1");
  }

  @Test
  void theMasterAloneDecidesSuccess() {
    var plan = Fixtures.plan();
    assertThat(
            plan.rules()
                .judge(
                    plan,
                    Fixtures.all(
                        plan, Phase.RUNNING, Fixtures.pod("digits-master-0", Phase.SUCCEEDED))))
        .isEqualTo(new Verdict.Success());
    assertThat(
            plan.rules()
                .judge(
                    plan,
                    Fixtures.all(
                        plan, Phase.SUCCEEDED, Fixtures.pod("digits-master-0", Phase.RUNNING))))
        .isInstanceOf(Verdict.Underway.class);
  }

  @Test
  void withoutAMasterAllWorkersDecideSuccess() {
    var plan = Fixtures.plan(WORKERS);
    assertThat(
            plan.rules()
                .judge(
                    plan,
                    Fixtures.all(
                        plan, Phase.SUCCEEDED, Fixtures.pod("digits-worker-1", Phase.RUNNING))))
        .isInstanceOf(Verdict.Underway.class);
    assertThat(plan.rules().judge(plan, Fixtures.all(plan, Phase.SUCCEEDED)))
        .isEqualTo(new Verdict.Success());
  }

  @Test
  void moreMembersThanReplicasAreRefused() {
    var planned =
        Fixtures.planned(
            Fixtures.DIGITS.replace(
                "runPolicy: {}", "runPolicy: {schedulingPolicy: {minAvailable: 4}}"));
    assertThat(planned)
        .isInstanceOfSatisfying(
            Planned.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo(
                        "spec.runPolicy.schedulingPolicy.minAvailable: is 4, but the job has only 3 replicas"));
  }

  @Test
  void whatTheApiServerChecksIsCheckedAgain() {
    var planned =
        Fixtures.planned(
            """
            spec:
              pytorchReplicaSpecs:
                Master: {replicas: 2, template: {spec: {containers: [{name: main, image: a}]}}}
            """);
    assertThat(planned)
        .isInstanceOfSatisfying(
            Planned.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo(
                        "spec.pytorchReplicaSpecs[Master].replicas: is 2, must be 1;"
                            + " spec.pytorchReplicaSpecs[Master].template.spec.containers:"
                            + " must have at least one container with name pytorch"));
  }

  @Test
  void replicaTypesMayBeInLowerCase() {
    var plan =
        Fixtures.plan(Fixtures.DIGITS.replace("Master:", "master:").replace("Worker:", "worker:"));
    assertThat(plan).isEqualTo(Fixtures.plan());
  }

  @Test
  void otherReplicaTypesAreRefused() {
    assertThat(Fixtures.planned(WORKERS.replace("Worker:", "Chief:")))
        .isInstanceOfSatisfying(
            Planned.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo(
                        "spec.pytorchReplicaSpecs[Chief]: the replica types are Master and Worker"));
  }

  @Test
  void processesAreCountedWhereTheirNumberIsGiven() {
    assertThat(worldSize("nprocPerNode: \"4\"")).isEqualTo("12");
    assertThat(worldSize("nprocPerNode: gpu")).isEqualTo("3");
    assertThat(worldSize("nprocPerNode: cpu")).isEqualTo("3");
    assertThat(worldSize("nprocPerNode: auto")).isEqualTo("3");
    assertThat(worldSize("runPolicy: {}")).isEqualTo("3");
  }

  private static String worldSize(String nprocPerNode) {
    var plan = Fixtures.plan(job -> job.replace("runPolicy: {}", nprocPerNode));
    return value(plan.replicas().getFirst(), "WORLD_SIZE");
  }

  private static final String WORKERS =
      """
      spec:
        pytorchReplicaSpecs:
          Worker: {replicas: 2, template: {spec: {containers: [{name: pytorch, image: a}]}}}
      """;

  private static String leader(JobPlan plan) {
    return plan.replicas().stream()
        .filter(replica -> "master".equals(replica.labels().get(Labels.JOB_ROLE)))
        .map(Replica::name)
        .collect(Collectors.joining());
  }

  private static String value(Replica replica, String name) {
    return replica.environment().variables().stream()
        .filter(variable -> variable.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
