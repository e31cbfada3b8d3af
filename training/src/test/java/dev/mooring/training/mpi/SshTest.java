package dev.mooring.training.mpi;

import static dev.mooring.training.mpi.MpiFixtures.extra;
import static dev.mooring.training.mpi.MpiFixtures.failed;
import static dev.mooring.training.mpi.MpiFixtures.kinds;
import static dev.mooring.training.mpi.MpiFixtures.plan;
import static dev.mooring.training.mpi.MpiFixtures.running;
import static dev.mooring.training.mpi.MpiFixtures.seen;
import static dev.mooring.training.mpi.MpiFixtures.spec;
import static dev.mooring.training.mpi.MpiFixtures.unready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.ReplicaStatus;
import dev.mooring.training.Extra;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Judging;
import dev.mooring.training.Labels;
import dev.mooring.training.Replica;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import dev.mooring.training.ServicePlan;
import dev.mooring.training.Verdict;
import dev.mooring.training.manifest.Pods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SshTest {
  private static final Seen READY = seen(running("j-worker-0"), running("j-worker-1"));

  private final JobPlan plan = plan("ssh", "");

  @Test
  void theLauncherIsAJobThatIsMadeOnceAllWorkersAcceptConnections() {
    assertThat(plan.replicas())
        .extracting(Replica::name)
        .containsExactly("j-worker-0", "j-worker-1");
    assertThat(kinds(plan, seen())).containsExactly("Secret", "ConfigMap");
    assertThat(kinds(plan, seen(running("j-worker-0"), unready("j-worker-1"))))
        .doesNotContain("Job");
    assertThat(kinds(plan, READY)).containsExactly("Secret", "ConfigMap", "Job");
  }

  @Test
  void aLauncherThatWasMadeStaysWhenAWorkerGoes() {
    assertThat(kinds(plan, withJob(null, List.of(), running("j-worker-0")))).contains("Job");
  }

  @Test
  void onceTheFilesAreThereTheKeysAreNotMadeAgain() {
    var files = extra(ConfigMap.class, plan, seen());
    assertThat(kinds(plan, seen(List.of(files), List.of()))).doesNotContain("Secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | j-worker-0.j.lab.svc slots=2 j-worker-1.j.lab.svc slots=2
          mpiImplementation: Intel | j-worker-0.j.lab.svc:2 j-worker-1.j.lab.svc:2
          mpiImplementation: MPICH | j-worker-0.j.lab.svc:2 j-worker-1.j.lab.svc:2
          runLauncherAsWorker: true | j-launcher.j.lab.svc slots=2 j-worker-0.j.lab.svc slots=2 j-worker-1.j.lab.svc slots=2
          """)
  void theHostsAreInTheImplementationsForm(String more, String hosts) {
    var hostfile = extra(ConfigMap.class, plan("ssh", more), seen()).getData().get("hostfile");
    assertThat(Objects.requireNonNull(hostfile).strip().replace('\n', ' ')).isEqualTo(hosts);
  }

  @Test
  void onlyWorkersThatRunAreDiscovered() {
    assertThat(extra(ConfigMap.class, plan, seen(running("j-worker-1"))).getData())
        .containsEntry("discover_hosts.sh", "#!/bin/sh\necho j-worker-1.j.lab.svc\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | K_MPI_JOB_ROLE=launcher OMPI_MCA_orte_keep_fqdn_hostnames=true OMPI_MCA_orte_default_hostfile=/etc/mpi/hostfile OMPI_MCA_plm_rsh_args=-o ConnectionAttempts=10 OMPI_MCA_orte_set_default_slots=2 NVIDIA_VISIBLE_DEVICES= NVIDIA_DRIVER_CAPABILITIES=
          mpiImplementation: Intel | K_MPI_JOB_ROLE=launcher I_MPI_HYDRA_HOST_FILE=/etc/mpi/hostfile I_MPI_HYDRA_BOOTSTRAP_EXEC_EXTRA_ARGS=-o ConnectionAttempts=10 I_MPI_PERHOST=2 I_MPI_HYDRA_IFACE=eth0 NVIDIA_VISIBLE_DEVICES= NVIDIA_DRIVER_CAPABILITIES=
          MPICH that works | K_MPI_JOB_ROLE=launcher HYDRA_HOST_FILE=/etc/mpi/hostfile HYDRA_LAUNCH_EXTRA_ARGS=-o ConnectionAttempts=10 HYDRA_IFACE=eth0
          """)
  void mpirunIsToldInItsOwnVariables(String more, String variables) {
    var given =
        more.replace("MPICH that works", "mpiImplementation: MPICH\n  runLauncherAsWorker: true");
    assertThat(
            String.join(
                " ", environment(job(plan("ssh", given)).getSpec().getTemplate().getSpec())))
        .isEqualTo(variables);
  }

  @Test
  void theLaunchersPodBelongsToTheJobAndHasItsKeys() {
    var job = job(plan("ssh", "runPolicy: {backoffLimit: 3, activeDeadlineSeconds: 60}"));
    assertThat(job.getMetadata().getName()).isEqualTo("j-launcher");
    assertThat(job.getSpec().getBackoffLimit()).isEqualTo(3);
    assertThat(job.getSpec().getPodReplacementPolicy()).isEqualTo("Failed");
    var template = job.getSpec().getTemplate();
    assertThat(template.getMetadata().getLabels())
        .containsEntry(Labels.JOB_NAME, "j")
        .containsEntry(Labels.OPERATOR_NAME, Mpi.OPERATOR)
        .containsEntry(Labels.JOB_ROLE, "launcher");
    assertThat(template.getSpec().getRestartPolicy()).isEqualTo("OnFailure");
    assertThat(template.getSpec().getHostname()).isEqualTo("j-launcher");
    assertThat(template.getSpec().getSubdomain()).isEqualTo("j");
    assertThat(template.getSpec().getDnsConfig().getSearches())
        .containsExactly("j.lab.svc.cluster.local");
    assertThat(template.getSpec().getContainers().getFirst().getVolumeMounts())
        .extracting(mount -> mount.getMountPath())
        .containsExactlyInAnyOrder("/root/.ssh", "/etc/mpi");
  }

  @Test
  void keysOfRootAreForRootAlone() {
    assertThat(keysMode(plan)).isEqualTo(0600);
    assertThat(keysMode(plan("ssh", "sshAuthMountPath: /home/mpiuser/.ssh"))).isNull();
  }

  @Test
  void aWorkerServesUnlessItIsToldOtherwise() {
    var worker = worker(plan);
    assertThat(worker.getSpec().getContainers().getFirst().getCommand())
        .containsExactly("/usr/sbin/sshd");
    assertThat(worker.getSpec().getContainers().getFirst().getArgs()).containsExactly("-De");
    assertThat(worker.getSpec().getContainers().getFirst().getEnv())
        .containsExactly(new EnvVar("K_MPI_JOB_ROLE", "worker", null));
    assertThat(worker.getSpec().getContainers().getFirst().getStartupProbe()).isNotNull();
    var own =
        worker(
            plan(
                spec("ssh", "")
                    .replace(
                        "{name: mpi, image: a}",
                        "{name: mpi, image: a, args: [x], readinessProbe: {tcpSocket: {port: 2222}}}")));
    assertThat(own.getSpec().getContainers().getFirst().getCommand()).isEmpty();
    assertThat(own.getSpec().getContainers().getFirst().getStartupProbe()).isNull();
  }

  @Test
  void workersMakeRoomForALauncherThatWorks() {
    assertThat(plan("ssh", "runLauncherAsWorker: true").replicas())
        .extracting(replica -> replica.labels().get(Labels.REPLICA_INDEX))
        .containsExactly("1", "2");
  }

  @Test
  void oneServiceNamesAllPods() {
    assertThat(plan.rules().services(plan)).extracting(ServicePlan::name).containsExactly("j");
  }

  @Test
  void theJobsEndIsTheMpiJobs() {
    assertThat(judge("Complete")).isEqualTo(new Verdict.Success());
    assertThat(judge("Failed"))
        .isInstanceOfSatisfying(
            Verdict.Failure.class,
            failure -> {
              assertThat(failure.summary()).isEqualTo("because the launcher failed.");
              assertThat(failure.reason().code()).isEqualTo("BackoffLimitExceeded/ContainerFailed");
              assertThat(failure.reason().message()).contains("too often", "boom");
            });
    assertThat(judge("Suspended")).isInstanceOf(Verdict.Underway.class);
  }

  @Test
  void itRunsWhileTheLauncherAndAllWorkersDo() {
    var seen =
        withJob(
            null, List.of(running("j-launcher-x")), running("j-worker-0"), running("j-worker-1"));
    assertThat(plan.rules().judge(plan, seen))
        .isInstanceOfSatisfying(
            Verdict.Underway.class, underway -> assertThat(underway.running()).isTrue());
    assertThat(Judging.counts(plan, seen).get("Launcher"))
        .extracting(ReplicaStatus::active)
        .isEqualTo(1);
  }

  @Test
  void aLauncherThatTheJobOutlivedGoesAndOneThatEndedStays() {
    assertThat(lifetime(withJob(null, List.of()))).isEqualTo(Extra.Lifetime.ACTIVE);
    assertThat(lifetime(withJob("Complete", List.of()))).isEqualTo(Extra.Lifetime.UNSUSPENDED);
  }

  @Test
  void theKeysAreASecretOfTheirOwnType() {
    assertThat(extra(Secret.class, plan, seen()))
        .satisfies(secret -> {
          assertThat(secret.getMetadata().getName()).isEqualTo("j-ssh");
          assertThat(secret.getType()).isEqualTo("kubernetes.io/ssh-auth");
        });
  }

  private Extra.Lifetime lifetime(Seen seen) {
    return plan.rules().extras(plan, seen).stream()
        .filter(extra -> extra.object() instanceof Job)
        .findFirst()
        .orElseThrow()
        .lifetime();
  }

  private Verdict judge(String condition) {
    return plan.rules()
        .judge(
            plan,
            withJob(
                condition,
                List.of(failed("j-launcher-x")),
                running("j-worker-0"),
                running("j-worker-1")));
  }

  private static Seen withJob(
      @Nullable String condition, List<SeenPod> dependents, SeenPod... pods) {
    var job =
        new JobBuilder().withNewMetadata().withName("j-launcher").endMetadata().withNewStatus();
    if (condition != null) {
      job.addNewCondition()
          .withType(condition)
          .withStatus("True")
          .withReason("BackoffLimitExceeded")
          .withMessage("Job failed too often")
          .endCondition();
    }
    return seen(new ArrayList<HasMetadata>(List.of(job.endStatus().build())), dependents, pods);
  }

  private static Job job(JobPlan plan) {
    return extra(Job.class, plan, READY);
  }

  private static Pod worker(JobPlan plan) {
    return Pods.of(plan, plan.replicas().getFirst());
  }

  private static @Nullable Integer keysMode(JobPlan plan) {
    return worker(plan).getSpec().getVolumes().getFirst().getSecret().getDefaultMode();
  }

  private static List<String> environment(PodSpec pod) {
    return pod.getContainers().getFirst().getEnv().stream()
        .map(variable -> variable.getName() + "=" + variable.getValue())
        .toList();
  }
}
