package dev.mooring.training.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.training.JobPlan;
import dev.mooring.training.Replica;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds for any number of workers, whichever of them are there. */
final class MpiPropertiesTest {

  @Property(tries = 60)
  void theRightsAreForTheJobsWorkersAndNeverForAllPods(@ForAll @IntRange(max = 6) int workers) {
    var plan = plan("kubexec", workers);
    var named =
        MpiFixtures.extra(Role.class, plan, MpiFixtures.seen()).getRules().stream()
            .filter(rule -> rule.getResources().contains("pods/exec"))
            .toList();
    assertThat(named)
        .hasSize(workers == 0 ? 0 : 1)
        .allMatch(rule -> !rule.getResourceNames().isEmpty());
    assertThat(named.stream().flatMap(rule -> rule.getResourceNames().stream()))
        .containsExactlyElementsOf(workerNames(plan));
  }

  @Property(tries = 60)
  void theHostfileHasEveryWorkerAndDiscoveryThoseThatRun(
      @ForAll boolean ssh,
      @ForAll @IntRange(max = 6) int workers,
      @ForAll Set<@IntRange(max = 5) Integer> running) {
    var plan = plan(ssh ? "ssh" : "kubexec", workers);
    var files = MpiFixtures.extra(ConfigMap.class, plan, seen(running)).getData();
    assertThat(lines(files.get("hostfile"))).hasSize(workers).doesNotHaveDuplicates();
    assertThat(lines(files.get("discover_hosts.sh")))
        .hasSize(1 + (int) running.stream().filter(index -> index < workers).count());
  }

  @Property(tries = 60)
  void theLauncherComesExactlyWhenAllWorkersAreThere(
      @ForAll boolean ssh,
      @ForAll @IntRange(max = 6) int workers,
      @ForAll Set<@IntRange(max = 5) Integer> running) {
    var plan = plan(ssh ? "ssh" : "kubexec", workers);
    var seen = seen(running);
    var all = IntStream.range(0, workers).allMatch(running::contains);
    var comes =
        ssh
            ? MpiFixtures.kinds(plan, seen).contains("Job")
            : plan.rules().held(plan, seen).isEmpty();
    assertThat(comes).isEqualTo(all);
    assertThat(plan).isEqualTo(plan(ssh ? "ssh" : "kubexec", workers));
  }

  private static JobPlan plan(String transport, int workers) {
    return MpiFixtures.plan(
        MpiFixtures.spec(transport, "").replace("replicas: 2", "replicas: " + workers));
  }

  private static List<String> workerNames(JobPlan plan) {
    return plan.replicas().stream()
        .map(Replica::name)
        .filter(name -> name.contains("-worker-"))
        .toList();
  }

  private static Seen seen(Set<Integer> running) {
    return MpiFixtures.seen(
        running.stream()
            .map(index -> MpiFixtures.running("j-worker-" + index))
            .toArray(SeenPod[]::new));
  }

  private static List<String> lines(@Nullable String text) {
    return Objects.requireNonNull(text).lines().toList();
  }
}
