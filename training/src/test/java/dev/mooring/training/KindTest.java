package dev.mooring.training;

import static dev.mooring.training.Fixtures.decide;
import static dev.mooring.training.Fixtures.pod;
import static dev.mooring.training.Fixtures.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RestartScope;
import dev.mooring.crd.RunPolicy;
import dev.mooring.crd.SchedulingPolicy;
import dev.mooring.training.Extra.Lifetime;
import dev.mooring.training.Replica.Environment;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.Owners;
import dev.mooring.training.manifest.Pods;
import dev.mooring.training.manifest.Services;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A kind as unlike PyTorch as the contract allows: one service, no ports, objects of its own. */
final class KindTest {
  private static final PodTemplateSpec TEMPLATE =
      Serialization.unmarshal(
          "spec: {containers: [{name: main, image: a}, {name: side, image: b}]}",
          PodTemplateSpec.class);

  private static final Tailoring HOST_NAMES =
      (template, replica) ->
          new PodTemplateSpecBuilder(template)
              .editSpec()
              .withHostname(replica.name())
              .withSubdomain("digits")
              .endSpec()
              .build();

  /** The leader comes after the workers run; a map tells it who they are. */
  private record Rules() implements JobRules {
    @Override
    public Verdict judge(JobPlan plan, Seen seen) {
      return Judging.podsOf(plan, seen, plan.roles().getFirst()).stream()
              .anyMatch(pod -> pod.phase() == Phase.SUCCEEDED)
          ? new Verdict.Success()
          : Judging.unfinished(plan, seen, true);
    }

    @Override
    public List<ServicePlan> services(JobPlan plan) {
      return List.of(ServicePlan.wholeJob(plan));
    }

    @Override
    public List<Extra> extras(JobPlan plan, Seen seen) {
      var running = seen.ofPlan(plan).values().stream().filter(SeenPod::ready).count();
      return List.of(
          new Extra.Drawn(
              new SecretBuilder().withMetadata(Owners.metadata(plan, "digits-key")).build(),
              lots -> Map.of("key", Long.toString(lots.nextLong())),
              Lifetime.JOB),
          new Extra.Kept(
              new ConfigMapBuilder()
                  .withMetadata(Owners.metadata(plan, "digits-hosts"))
                  .withData(Map.of("running", Long.toString(running)))
                  .build(),
              Lifetime.UNSUSPENDED),
          new Extra.Once(
              new ConfigMapBuilder()
                  .withMetadata(Owners.metadata(plan, "digits-once"))
                  .withData(Map.of("running", Long.toString(running)))
                  .build(),
              Lifetime.ACTIVE));
    }

    @Override
    public Set<String> held(JobPlan plan, Seen seen) {
      var ready =
          Judging.podsOf(plan, seen, plan.roles().getLast()).stream().filter(SeenPod::ready);
      return ready.count() < plan.roles().getLast().replicas()
          ? Set.of("digits-launcher")
          : Set.of();
    }
  }

  private static JobPlan plan(boolean suspended) {
    var launcher = role("Launcher", 1, Tailoring.NONE);
    var worker = role("Worker", 2, HOST_NAMES);
    var replicas = new ArrayList<Replica>();
    replicas.add(
        new Replica(
            "digits-launcher",
            launcher,
            0,
            Map.of(Labels.JOB_ROLE, "launcher", Labels.REPLICA_INDEX, "7"),
            new Environment(Optional.of("main"), List.of(new EnvVar("A", "1", null)))));
    for (var index = 0; index < 2; index++) {
      replicas.add(
          new Replica("digits-worker-" + index, worker, index, Map.of(), Environment.NONE));
    }
    return new JobPlan(
        Fixtures.JOB,
        "other-controller",
        List.of(launcher, worker),
        replicas,
        Gang.of(GangFrontEnd.of("none"), SchedulingPolicy.DEFAULT, 2, List.of(worker)),
        new RunPolicy(
            null,
            null,
            null,
            null,
            SchedulingPolicy.DEFAULT,
            suspended,
            null,
            RestartScope.REPLICA),
        new Rules());
  }

  private static Role role(String type, int replicas, Tailoring tailoring) {
    return new Role(
        type,
        replicas,
        RestartPolicy.NEVER,
        TEMPLATE,
        new Role.Main("main", Optional.empty()),
        tailoring);
  }

  private static final JobPlan PLAN = plan(false);

  @Test
  void podsAreTailoredAndOnlyTheNamedContainerIsTold() {
    var launcher = Pods.of(PLAN, PLAN.replicas().getFirst());
    assertThat(launcher.getSpec().getContainers().getFirst().getEnv()).hasSize(1);
    assertThat(launcher.getSpec().getContainers().getLast().getEnv()).isEmpty();
    assertThat(launcher.getSpec().getContainers().getFirst().getPorts()).isEmpty();
    assertThat(launcher.getSpec().getHostname()).isNull();
    assertThat(launcher.getMetadata().getLabels())
        .containsEntry(Labels.JOB_ROLE, "launcher")
        .containsEntry(Labels.REPLICA_INDEX, "7");
    var worker = Pods.of(PLAN, PLAN.replicas().getLast());
    assertThat(worker.getSpec().getHostname()).isEqualTo("digits-worker-1");
    assertThat(TEMPLATE.getSpec().getHostname()).isNull();
  }

  @Test
  void oneServiceWithoutPortsNamesThemAll() {
    var service = Services.of(PLAN, PLAN.rules().services(PLAN).getFirst());
    assertThat(service.getMetadata().getName()).isEqualTo("digits");
    assertThat(service.getSpec().getPorts()).isEmpty();
    assertThat(service.getSpec().getSelector()).isEqualTo(Labels.of(PLAN));
  }

  @Test
  void whoseTurnHasNotComeIsHeld() {
    assertThat(made(seen())).containsExactly("digits-worker-0", "digits-worker-1");
    var one = seen(pod("digits-worker-0", Phase.RUNNING), pod("digits-worker-1", Phase.PENDING));
    assertThat(made(one)).isEmpty();
    var both = seen(pod("digits-worker-0", Phase.RUNNING), pod("digits-worker-1", Phase.RUNNING));
    assertThat(made(both)).containsExactly("digits-launcher");
  }

  private static List<String> made(Seen seen) {
    return decide(PLAN, JobStatus.NONE, seen).making().pods().stream().map(Replica::name).toList();
  }

  @Test
  void extrasAreMadeInTheirOrderAndOnlyWhatIsKeptIsWrittenAgain() {
    var missing = decide(PLAN, JobStatus.NONE, seen()).making().extras();
    assertThat(names(missing.stream().map(Extra::object).toList()))
        .containsExactly("digits-key", "digits-hosts", "digits-once");
    var there = there(seen());
    assertThat(decide(PLAN, JobStatus.NONE, there).making().extras()).isEmpty();
    var changed = there(seen(pod("digits-worker-0", Phase.RUNNING)));
    assertThat(decide(PLAN, JobStatus.NONE, changed).making().extras())
        .singleElement()
        .satisfies(extra -> {
          assertThat(extra.object().getMetadata().getName()).isEqualTo("digits-hosts");
          assertThat(Serialization.asJson(extra.object())).contains("\"running\":\"1\"");
        });
  }

  @Test
  void extrasGoAsTheirLifetimeSays() {
    assertThat(gone(PLAN, seen())).isEmpty();
    assertThat(gone(plan(true), seen())).containsExactly("digits-hosts", "digits-once");
    assertThat(gone(PLAN, seen(pod("digits-launcher", Phase.SUCCEEDED))))
        .containsExactly("digits-once");
    var stranger = new ConfigMapBuilder().withMetadata(Owners.metadata(PLAN, "digits-old")).build();
    assertThat(
            names(
                decide(PLAN, JobStatus.NONE, Fixtures.with(seen(), stranger)).clearing().extras()))
        .containsExactly("digits-old");
  }

  private static List<String> gone(JobPlan plan, Seen seen) {
    return names(decide(plan, JobStatus.NONE, there(seen)).clearing().extras());
  }

  private static List<String> names(List<HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }

  /** With the extras as they were made when there was no pod. */
  private static Seen there(Seen seen) {
    var with = seen;
    for (var extra : PLAN.rules().extras(PLAN, seen())) {
      with = Fixtures.with(with, extra.object());
    }
    return with;
  }
}
