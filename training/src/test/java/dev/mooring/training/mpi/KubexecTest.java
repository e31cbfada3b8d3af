package dev.mooring.training.mpi;

import static dev.mooring.training.mpi.MpiFixtures.evicted;
import static dev.mooring.training.mpi.MpiFixtures.extra;
import static dev.mooring.training.mpi.MpiFixtures.failed;
import static dev.mooring.training.mpi.MpiFixtures.kinds;
import static dev.mooring.training.mpi.MpiFixtures.plan;
import static dev.mooring.training.mpi.MpiFixtures.running;
import static dev.mooring.training.mpi.MpiFixtures.seen;
import static dev.mooring.training.mpi.MpiFixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.CleanPodPolicy;
import dev.mooring.crd.MPIJob;
import dev.mooring.training.Fixtures;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Planned;
import dev.mooring.training.Replica;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import dev.mooring.training.manifest.Pods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KubexecTest {
  private final JobPlan plan = plan("kubexec", "");

  @Test
  void thePodsAreNamedAsUpstreams() {
    assertThat(plan.replicas())
        .extracting(Replica::name)
        .containsExactly("j-launcher", "j-worker-0", "j-worker-1");
    assertThat(plan.rules().services(plan)).isEmpty();
  }

  @Test
  void theLauncherIsHeldUntilAllWorkersCanBeReached() {
    assertThat(plan.rules().held(plan, seen())).containsExactly("j-launcher");
    assertThat(plan.rules().held(plan, seen(running("j-worker-0")))).containsExactly("j-launcher");
    assertThat(
            plan.rules().held(plan, seen(running("j-worker-0"), MpiFixtures.unready("j-worker-1"))))
        .containsExactly("j-launcher");
    assertThat(plan.rules().held(plan, seen(running("j-worker-0"), running("j-worker-1"))))
        .isEmpty();
  }

  @Test
  void theGangIsTheWorkersBecauseTheLauncherComesLater() {
    assertThat(plan.gang().minMember()).isEqualTo(2);
    assertThat(
            plan("kubexec", "runPolicy: {schedulingPolicy: {minAvailable: 3}}").gang().minMember())
        .isEqualTo(2);
  }

  @Test
  void mpirunIsToldOfTheHostsAndHowToReachThem() {
    assertThat(environment(launcher(plan).getSpec().getContainers().getFirst()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "OMPI_MCA_plm_rsh_agent", "/etc/mpi/kubexec.sh",
                "OMPI_MCA_orte_default_hostfile", "/etc/mpi/hostfile",
                "OMPI_MCA_plm_rsh_no_tree_spawn", "1",
                "NVIDIA_VISIBLE_DEVICES", "",
                "NVIDIA_DRIVER_CAPABILITIES", "",
                "I_MPI_HYDRA_BOOTSTRAP", "rsh",
                "I_MPI_HYDRA_BOOTSTRAP_EXEC", "/etc/mpi/kubexec.sh"));
  }

  @Test
  void aUsersBootstrapIsLeftAlone() {
    var own =
        plan(
            spec("kubexec", "")
                .replace("command: [mpirun]", "env: [{name: I_MPI_HYDRA_BOOTSTRAP, value: ssh}]"));
    assertThat(launcher(own).getSpec().getContainers().getFirst().getEnv())
        .filteredOn(variable -> variable.getName().equals("I_MPI_HYDRA_BOOTSTRAP"))
        .extracting(EnvVar::getValue)
        .containsExactly("ssh");
  }

  @Test
  void aLauncherWithGpusSeesThem() {
    var own =
        plan(
            spec("kubexec", "")
                .replace("command: [mpirun]", "resources: {limits: {nvidia.com/gpu: 1}}"));
    assertThat(environment(launcher(own).getSpec().getContainers().getFirst()))
        .doesNotContainKeys("NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES");
  }

  @Test
  void theFilesListTheHosts() {
    var files = extra(ConfigMap.class, plan, seen(running("j-worker-1"))).getData();
    assertThat(files)
        .containsEntry("hostfile", "j-worker-0 slots=2\nj-worker-1 slots=2\n")
        .containsEntry("discover_hosts.sh", "#!/bin/sh\necho j-worker-1:2\n")
        .containsEntry(
            "kubexec.sh", "#!/bin/sh\nexec /opt/kube/launcher kubexec --container=mpi \"$@\"\n");
  }

  @Test
  void theMainContainerIsWhereProcessesAreStarted() {
    var yaml =
        spec("kubexec", "mainContainer: main")
            .replace(
                "Worker: {replicas: 2, template: {spec: {containers: [",
                "Worker: {replicas: 2, template: {spec: {containers: [{name: main, image: b}, ");
    assertThat(extra(ConfigMap.class, plan(yaml), seen()).getData().get("kubexec.sh"))
        .contains("--container=main ");
  }

  @Test
  void theLauncherMayRunCommandsInItsWorkersOnly() {
    assertThat(kinds(plan, seen()))
        .containsExactly("ServiceAccount", "Role", "RoleBinding", "ConfigMap");
    assertThat(extra(Role.class, plan, seen()).getRules())
        .filteredOn(rule -> rule.getResources().contains("pods/exec"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getResourceNames()).containsExactly("j-worker-0", "j-worker-1");
          assertThat(rule.getVerbs()).containsExactly("get", "create");
        });
    assertThat(launcher(plan).getSpec().getServiceAccountName()).isEqualTo("j-launcher");
  }

  @Test
  void aUsersOwnAccountGetsTheRights() {
    var own =
        plan(
            spec("kubexec", "")
                .replace(
                    "Launcher: {template: {spec: {",
                    "Launcher: {template: {spec: {serviceAccountName: mine, "));
    assertThat(kinds(own, seen())).doesNotContain("ServiceAccount");
    assertThat(extra(RoleBinding.class, own, seen()).getSubjects())
        .singleElement()
        .satisfies(subject -> assertThat(subject.getName()).isEqualTo("mine"));
    assertThat(launcher(own).getSpec().getServiceAccountName()).isEqualTo("mine");
  }

  @Test
  void aProgramInPlaceOfRshIsDelivered() {
    var spec = launcher(plan).getSpec();
    assertThat(spec.getInitContainers())
        .singleElement()
        .satisfies(container -> {
          assertThat(container.getImage()).isEqualTo("launcher:1");
          assertThat(container.getArgs()).containsExactly("install", "/opt/kube");
        });
    assertThat(spec.getContainers().getFirst().getVolumeMounts())
        .extracting(mount -> mount.getMountPath())
        .containsExactlyInAnyOrder("/opt/kube", "/etc/mpi");
  }

  @Test
  void aWorkerWithoutACommandSleeps() {
    var worker = Pods.of(plan, plan.replicas().getLast()).getSpec().getContainers().getFirst();
    assertThat(worker.getCommand()).containsExactly("sleep");
    assertThat(worker.getArgs()).containsExactly("365d");
    assertThat(worker.getEnv()).isEmpty();
    assertThat(worker.getVolumeMounts())
        .as("OpenMPI's daemon looks for the remote shell of its launcher")
        .extracting(mount -> mount.getMountPath())
        .containsExactly("/etc/mpi");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | RUNNING
          cleanPodPolicy: All | ALL
          'runPolicy: {cleanPodPolicy: None}' | NONE
          """)
  void workersGoWithTheJobUnlessTheUserSaysOtherwise(String more, CleanPodPolicy policy) {
    assertThat(plan("kubexec", more).policy().cleanPodPolicy()).isEqualTo(policy);
  }

  @Test
  void theLaunchersEndIsTheJobs() {
    assertThat(judge(Fixtures.pod("j-launcher", Phase.SUCCEEDED))).isEqualTo(new Verdict.Success());
    assertThat(judge(failed("j-launcher")))
        .isInstanceOfSatisfying(
            Verdict.Failure.class,
            failure ->
                assertThat(failure.summary()).isEqualTo("because 1 Launcher replica(s) failed."));
    assertThat(judge(running("j-launcher")))
        .isInstanceOfSatisfying(
            Verdict.Underway.class, underway -> assertThat(underway.running()).isTrue());
  }

  @Test
  void itDoesNotRunAsLongAsAWorkerDoesNot() {
    assertThat(plan.rules().judge(plan, seen(running("j-launcher"), running("j-worker-0"))))
        .isInstanceOfSatisfying(
            Verdict.Underway.class, underway -> assertThat(underway.running()).isFalse());
  }

  @Test
  void aJobWithoutALauncherSaysWhatItWaitsFor() {
    assertThat(plan.rules().judge(plan, seen(running("j-worker-0"))))
        .isInstanceOfSatisfying(
            Verdict.Underway.class,
            underway ->
                assertThat(underway.waiting().orElseThrow().code()).isEqualTo("WaitingForWorkers"));
  }

  @Test
  void anEvictedWorkerFailsTheJobInUpstreamsWord() {
    assertThat(plan.rules().judge(plan, seen(evicted("j-worker-0"), running("j-worker-1"))))
        .isInstanceOfSatisfying(
            Verdict.Failure.class, failure -> assertThat(failure.word()).isEqualTo("Evicted"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Launcher: | Boss: | spec.mpiReplicaSpecs[Boss]: the replica types are Launcher and Worker
          Launcher: { | 'Launcher: {replicas: 2, ' | spec.mpiReplicaSpecs[Launcher].replicas: is 2, must be 1
          slotsPerWorker: 2 | mainContainer: x | spec.mpiReplicaSpecs[Worker].template.spec.containers: must have at least one container with name x
          """)
  void whatCannotBeCarriedOutIsRefused(String here, String instead, String message) {
    assertThat(MpiFixtures.planned(spec("kubexec", "").replace(here, instead)))
        .isInstanceOfSatisfying(
            Planned.Refused.class, refused -> assertThat(refused.message()).isEqualTo(message));
  }

  @Test
  void withoutTheProgramsImageThereIsOnlySsh() {
    var spec = Serialization.unmarshal(spec("kubexec", ""), MPIJob.class).getSpec();
    assertThat(new Mpi(GangFrontEnd.OURS, "", "").plan(MpiFixtures.JOB, spec))
        .isInstanceOfSatisfying(
            Planned.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo(
                        "spec.transport: is kubexec, and the agent was installed without the value"
                            + " launcherImage; use ssh, or have it set"));
  }

  private Verdict judge(SeenPod launcher) {
    return plan.rules().judge(plan, seen(launcher, running("j-worker-0"), running("j-worker-1")));
  }

  private static Pod launcher(JobPlan plan) {
    return Pods.of(plan, plan.replicas().getFirst());
  }

  private static Map<String, String> environment(Container container) {
    return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }
}
