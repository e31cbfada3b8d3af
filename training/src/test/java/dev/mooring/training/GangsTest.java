package dev.mooring.training;

import static dev.mooring.training.Fixtures.decide;
import static dev.mooring.training.Fixtures.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.PodGroups;
import dev.mooring.training.manifest.Pods;
import dev.mooring.training.pytorch.PyTorch;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What schedulers are told of a job. */
final class GangsTest {
  private static final String JOB =
      Fixtures.DIGITS
          .replace(
              "runPolicy: {}",
              "runPolicy: {schedulingPolicy: {queue: vision, priorityClass: high,"
                  + " scheduleTimeoutSeconds: 60}}")
          .replace(
              "image: digits:1",
              "image: digits:1\n            resources: {requests: {cpu: 500m},"
                  + " limits: {nvidia.com/gpu: 1, memory: 1Gi}}");

  @Test
  void theSchedulerPicksTheFrontEnd() {
    assertThat(GangFrontEnd.of("azureml-connector-scheduler")).isEqualTo(GangFrontEnd.OURS);
    assertThat(GangFrontEnd.of("volcano").api()).isEqualTo(GangFrontEnd.Api.VOLCANO);
    assertThat(GangFrontEnd.of("none")).isEqualTo(new GangFrontEnd(GangFrontEnd.Api.NONE, ""));
    assertThat(GangFrontEnd.of("cosched"))
        .isEqualTo(new GangFrontEnd(GangFrontEnd.Api.SCHEDULER_PLUGINS, "cosched"));
  }

  @Test
  void oursCountsByItself() {
    var plan = plan(GangFrontEnd.OURS);
    var group = (PodGroup) PodGroups.of(plan).orElseThrow();
    assertThat(group.getSpec().minResources()).isNull();
    assertThat(group.getSpec().minMember()).isEqualTo(3);
    assertThat(pod(plan).getMetadata().getAnnotations())
        .containsExactly(Map.entry("scheduling.k8s.io/group-name", "digits"));
    assertThat(decide(plan, JobStatus.NONE, seen()).making().pods()).hasSize(3);
  }

  @Test
  void volcanoAdmitsTheGangBeforeThereArePods() {
    var plan = plan(GangFrontEnd.of("volcano"));
    var group = (PodGroup) PodGroups.of(plan).orElseThrow();
    assertThat(group.getSpec().queue()).isEqualTo("vision");
    assertThat(group.getSpec().priorityClassName()).isEqualTo("high");
    assertThat(group.getSpec().minResources())
        .isEqualTo(
            Map.of(
                "cpu", new Quantity("1.5"),
                "memory", new Quantity("3221225472"),
                "nvidia.com/gpu", new Quantity("3")));
    assertThat(pod(plan).getMetadata().getAnnotations())
        .containsEntry("scheduling.k8s.io/group-name", "digits")
        .containsEntry("volcano.sh/task-spec", "master");
    assertThat(pod(plan).getSpec().getSchedulerName()).isEqualTo("volcano");

    var before = decide(plan, JobStatus.NONE, seen());
    assertThat(before.making().extras()).hasSize(1);
    assertThat(before.making().pods()).isEmpty();
    group.setStatus(new PodGroupStatus(PodGroupPhase.PENDING, null, null));
    assertThat(decide(plan, before.status(), Fixtures.with(seen(), group)).making().pods())
        .isEmpty();
    group.setStatus(new PodGroupStatus(PodGroupPhase.INQUEUE, null, null));
    var admitted = decide(plan, before.status(), Fixtures.with(seen(), group)).making();
    assertThat(admitted.pods()).hasSize(3);
    assertThat(admitted.extras()).isEmpty();
  }

  @Test
  void schedulerPluginsKnowsMembersByALabel() {
    var plan = plan(GangFrontEnd.of("cosched"));
    var group = (PluginPodGroup) PodGroups.of(plan).orElseThrow();
    assertThat(group.getApiVersion()).isEqualTo("scheduling.x-k8s.io/v1alpha1");
    assertThat(group.getKind()).isEqualTo("PodGroup");
    assertThat(group.getSpec().minMember()).isEqualTo(3);
    assertThat(group.getSpec().scheduleTimeoutSeconds()).isEqualTo(60);
    assertThat(group.getSpec().minResources()).containsKey("nvidia.com/gpu");
    assertThat(pod(plan).getMetadata().getLabels())
        .containsEntry("scheduling.x-k8s.io/pod-group", "digits");
    assertThat(pod(plan).getSpec().getSchedulerName()).isEqualTo("cosched");
    assertThat(decide(plan, JobStatus.NONE, seen()).making().pods()).hasSize(3);
  }

  @Test
  void withoutGangsTheTemplateNamesTheScheduler() {
    var plan = plan(GangFrontEnd.of("none"));
    assertThat(PodGroups.of(plan)).isEmpty();
    assertThat(pod(plan).getSpec().getSchedulerName()).isNull();
    assertThat(pod(plan).getMetadata().getAnnotations()).isNullOrEmpty();
    assertThat(decide(plan, JobStatus.NONE, seen()).making().extras()).isEmpty();
  }

  @Test
  void whatAUserAsksForIsPassedOn() {
    var plan =
        plan(
            GangFrontEnd.OURS,
            JOB.replace("queue: vision", "minAvailable: 2, minResources: {cpu: 4}"));
    var group = (PodGroup) PodGroups.of(plan).orElseThrow();
    assertThat(group.getSpec().minMember()).isEqualTo(2);
    assertThat(group.getSpec().queue()).isEqualTo("default");
    assertThat(group.getSpec().minResources()).isEqualTo(Map.of("cpu", new Quantity("4")));
  }

  @Test
  void theFirstPodsAreThoseOfTheFirstRole() {
    var plan =
        plan(
            GangFrontEnd.of("volcano"),
            JOB.replace("queue: vision", "minAvailable: 1").replaceFirst("cpu: 500m", "cpu: 2"));
    assertThat(plan.gang().minResources()).containsEntry("cpu", new Quantity("2"));
  }

  @Test
  void anEndedJobsGangIsDeletedAndTold() {
    var plan = plan(GangFrontEnd.OURS);
    var group = PodGroups.of(plan).orElseThrow();
    var done =
        decide(plan, JobStatus.NONE, Fixtures.with(Fixtures.all(plan, Phase.SUCCEEDED), group));
    assertThat(done.clearing().extras()).containsExactly(group);
    assertThat(done.events())
        .extracting(JobEvent::reason)
        .containsExactly("PyTorchJobCreated", "PyTorchJobSucceeded", "JobTerminated");
  }

  private static Pod pod(JobPlan plan) {
    return Pods.of(plan, plan.replicas().getFirst());
  }

  private static JobPlan plan(GangFrontEnd gangs) {
    return plan(gangs, JOB);
  }

  private static JobPlan plan(GangFrontEnd gangs, String yaml) {
    var spec = Serialization.unmarshal(yaml, PyTorchJob.class).getSpec();
    return switch (new PyTorch(gangs).plan(Fixtures.JOB, spec)) {
      case Planned.Accepted(var plan) -> plan;
      case Planned.Refused refused -> throw new AssertionError(refused.message());
    };
  }
}
