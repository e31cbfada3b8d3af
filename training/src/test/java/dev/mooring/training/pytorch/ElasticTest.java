package dev.mooring.training.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.training.Extra;
import dev.mooring.training.Fixtures;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Planned;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ElasticTest {
  private static final String JOB =
      """
      spec:
        elasticPolicy: {%s}
        pytorchReplicaSpecs:
          Worker: {replicas: 3, template: {spec: {containers: [{name: pytorch, image: a}]}}}
      """;

  private static final String METRICS =
      "minReplicas: 2, maxReplicas: 5, metrics: [{type: Resource, resource:"
          + " {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]";

  @Test
  void workersMeetAtWorkerZeroAndGiveOutRanksThemselves() {
    assertThat(env(plan("minReplicas: 1, maxReplicas: 4"), 1))
        .containsExactly(
            "PYTHONUNBUFFERED=1",
            "PET_NPROC_PER_NODE=auto",
            "PET_RDZV_ENDPOINT=digits-worker-0:23456",
            "PET_RDZV_BACKEND=c10d",
            "PET_NNODES=1:4");
  }

  @Test
  void whatIsGivenIsPassedOn() {
    var all =
        "minReplicas: 1, maxReplicas: 4, rdzvBackend: etcd-v2, rdzvHost: etcd, rdzvPort: 2379,"
            + " rdzvId: r1, rdzvConf: [{key: a, value: '1'}, {key: b, value: '2'}],"
            + " standalone: true, nProcPerNode: 2, maxRestarts: 7";
    assertThat(env(plan(all), 0))
        .containsExactly(
            "PYTHONUNBUFFERED=1",
            "PET_NPROC_PER_NODE=2",
            "PET_RDZV_ENDPOINT=etcd:2379",
            "PET_RDZV_BACKEND=etcd-v2",
            "PET_NNODES=1:4",
            "PET_MAX_RESTARTS=7",
            "PET_RDZV_ID=r1",
            "PET_RDZV_CONF=a=1,b=2",
            "PET_STANDALONE=");
    assertThat(env(plan("rdzvBackend: etcd"), 0)).contains("PET_RDZV_BACKEND=etcd");
  }

  @Test
  void theBoundsAreEachOthersDefault() {
    assertThat(env(plan("minReplicas: 2"), 0)).contains("PET_NNODES=2:2");
    assertThat(env(plan("maxReplicas: 4"), 0)).contains("PET_NNODES=4:4");
    assertThat(env(plan("maxRestarts: 1"), 0)).contains("PET_NNODES=3:3");
  }

  @Test
  void withAMasterThereAreRanksToo() {
    var plan =
        Fixtures.plan(
            job -> job.replace("runPolicy: {}", "elasticPolicy: {minReplicas: 1, maxReplicas: 2}"));
    assertThat(env(plan, 1))
        .contains("MASTER_ADDR=digits-master-0", "RANK=1", "PET_NNODES=1:2", "WORLD_SIZE=3")
        .doesNotContain("PET_NNODES=3");
    assertThat(plan.gang().minMember()).isEqualTo(2);
  }

  @Test
  void theGangIsWhatTrainingNeeds() {
    assertThat(plan("minReplicas: 2, maxReplicas: 5").gang().minMember()).isEqualTo(2);
    assertThat(plan("minReplicas: 4, maxReplicas: 5").gang().minMember()).isEqualTo(3);
  }

  @Test
  void anyWorkerDecidesSuccess() {
    var plan = plan("minReplicas: 1");
    var oneDone =
        Fixtures.all(plan, Phase.RUNNING, Fixtures.pod("digits-worker-2", Phase.SUCCEEDED));
    assertThat(plan.rules().judge(plan, oneDone)).isEqualTo(new Verdict.Success());
    assertThat(plan.rules().judge(plan, Fixtures.all(plan, Phase.RUNNING)))
        .isInstanceOf(Verdict.Underway.class);
  }

  @Test
  void metricsMakeAnAutoscalerOfTheScaleSubresource() {
    var plan = plan(METRICS);
    var scaler = plan.rules().extras(plan, Fixtures.seen()).getFirst();
    assertThat(scaler).isInstanceOf(Extra.Kept.class);
    assertThat(Serialization.asYaml(scaler.object()))
        .isEqualTo(
            """
            ---
            apiVersion: "autoscaling/v2"
            kind: "HorizontalPodAutoscaler"
            metadata:
              labels:
                training.kubeflow.org/job-name: "digits"
                training.kubeflow.org/operator-name: "pytorchjob-controller"
              name: "digits"
              namespace: "lab"
              ownerReferences:
              - apiVersion: "kubeflow.org/v1"
                kind: "PyTorchJob"
                blockOwnerDeletion: true
                controller: true
                name: "digits"
                uid: "job-uid"
            spec:
              maxReplicas: 5
              metrics:
              - resource:
                  name: "cpu"
                  target:
                    averageUtilization: 80
                    type: "Utilization"
                type: "Resource"
              minReplicas: 2
              scaleTargetRef:
                apiVersion: "kubeflow.org/v1"
                kind: "PyTorchJob"
                name: "digits"
            """);
  }

  @Test
  void theAutoscalerGoesWithThePolicyAndWithTheEnd() {
    var plan = plan(METRICS);
    var scaler = plan.rules().extras(plan, Fixtures.seen()).getFirst().object();
    var running = Fixtures.with(Fixtures.all(plan, Phase.RUNNING), scaler);
    assertThat(Fixtures.decide(plan, JobStatus.NONE, running).clearing().extras()).isEmpty();
    var without = plan("minReplicas: 2, maxReplicas: 5");
    assertThat(Fixtures.decide(without, JobStatus.NONE, running).clearing().extras())
        .containsExactly(scaler);
    var done = Fixtures.with(Fixtures.all(plan, Phase.SUCCEEDED), scaler);
    assertThat(Fixtures.decide(plan, JobStatus.NONE, done).clearing().extras())
        .containsExactly(scaler);
  }

  @Test
  void whatCannotBeElasticIsRefused() {
    assertThat(
            refused(
                JOB.formatted("nProcPerNode: 2")
                    .replace("spec:\n", "spec:\n  nprocPerNode: \"4\"\n")))
        .isEqualTo("spec.elasticPolicy.nProcPerNode: must not be used with spec.nprocPerNode");
    assertThat(
            refused(JOB.formatted("minReplicas: 1").replace("Worker: {replicas: 3,", "Master: {")))
        .isEqualTo("spec.elasticPolicy: an elastic job needs Worker replicas");
  }

  private static String refused(String yaml) {
    return switch (Fixtures.planned(yaml)) {
      case Planned.Accepted accepted -> throw new AssertionError(yaml);
      case Planned.Refused refused -> refused.message();
    };
  }

  private static JobPlan plan(String policy) {
    return Fixtures.plan(JOB.formatted(policy));
  }

  private static List<String> env(JobPlan plan, int replica) {
    return plan.replicas().get(replica).environment().variables().stream()
        .map(ElasticTest::text)
        .toList();
  }

  private static String text(EnvVar variable) {
    return variable.getName() + "=" + variable.getValue();
  }
}
