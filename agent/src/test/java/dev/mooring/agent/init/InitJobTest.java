package dev.mooring.agent.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.install.ClusterFacts;
import dev.mooring.cluster.install.Installation;
import dev.mooring.cluster.install.InstalledCrd;
import dev.mooring.cluster.install.NodeFacts;
import dev.mooring.cluster.install.Permission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class InitJobTest {
  private static final NodeFacts GOOD = new NodeFacts("n1", true, 4000, 8L << 30);

  @Test
  void aGoodClusterGetsTheCrdsAndAReport() {
    var cluster = new FakeInstallation(facts("v1.36.3", List.of(GOOD), List.of()));
    assertThat(InitJob.run(cluster, "azureml")).isZero();
    assertThat(cluster.applied).isTrue();
    assertThat(cluster.queueMade).isTrue();
    assertThat(cluster.report())
        .containsEntry("result", "passed")
        .containsEntry("kubernetes-version", "passed: Kubernetes v1.36.3")
        .containsEntry(
            "capacity",
            "passed: 1 of 1 nodes take pods, with 4.0 CPUs and 8.0 GiB of memory allocatable");
  }

  @Test
  void anOldClusterIsRefusedAndNothingIsApplied() {
    var cluster = new FakeInstallation(facts("v1.28.9+k3s1", List.of(GOOD), List.of()));
    assertThat(InitJob.run(cluster, "azureml")).isEqualTo(1);
    assertThat(cluster.applied).isFalse();
    assertThat(cluster.report().get("kubernetes-version"))
        .isEqualTo(
            "failed: Kubernetes is v1.28.9+k3s1, the agent needs 1.29 or later\nnext step: Upgrade the cluster");
  }

  @Test
  void nodesThatTakeNoPodsDoNotCount() {
    var cordoned = new NodeFacts("n2", false, 64_000, 1L << 40);
    var checks = Preflight.check(facts("v1.30.0", List.of(cordoned), List.of()));
    assertThat(PreflightReport.failures(checks)).startsWith("0 of 1 nodes take pods");
  }

  @Test
  void anotherOwnerOfOurCrdsIsNamed() {
    var volcano =
        new InstalledCrd("podgroups.scheduling.volcano.sh", false, "Helm release 'volcano'");
    var checks = Preflight.check(facts("v1.30.0", List.of(GOOD), List.of(volcano)));
    assertThat(PreflightReport.failures(checks))
        .startsWith("CRD podgroups.scheduling.volcano.sh was installed by Helm release 'volcano'");
  }

  @Test
  void ourOwnCrdsFromAnEarlierRunAreNoConflict() {
    var ours = new InstalledCrd("podgroups.scheduling.volcano.sh", true, "cmaks-init-job");
    var cluster = new FakeInstallation(facts("v1.30.0", List.of(GOOD), List.of(ours)));
    assertThat(InitJob.run(cluster, "azureml")).isZero();
  }

  @Test
  void whatIsNotGrantedIsNamedEvenWhenNoReportCanBeWritten() {
    var denied = new Permission("create", "", "configmaps", "azureml", "");
    var facts = new ClusterFacts("v1.30.0", List.of(denied), List.of(GOOD), List.of());
    var cluster = new FakeInstallation(facts);
    assertThat(InitJob.run(cluster, "azureml")).isEqualTo(1);
    assertThat(cluster.reports).isEmpty();
    assertThat(PreflightReport.failures(Preflight.check(facts)))
        .startsWith("Not granted to the init job: create configmaps in namespace azureml");
  }

  private static ClusterFacts facts(
      String version, List<NodeFacts> nodes, List<InstalledCrd> crds) {
    return new ClusterFacts(version, List.of(), nodes, crds);
  }

  private static final class FakeInstallation implements Installation {
    private final ClusterFacts facts;
    private final Map<String, Map<String, String>> reports = new ConcurrentHashMap<>();
    private boolean applied;
    private boolean queueMade;

    FakeInstallation(ClusterFacts facts) {
      this.facts = facts;
    }

    @Override
    public ClusterFacts look(List<Permission> needed) {
      return facts;
    }

    @Override
    public List<String> crds() {
      return List.of("podgroups.scheduling.volcano.sh");
    }

    @Override
    public void applyCrds(Duration limit) {
      applied = true;
    }

    @Override
    public void makeDefaultQueue() {
      assertThat(applied).as("queues are served").isTrue();
      queueMade = true;
    }

    @Override
    public void report(String namespace, String name, Map<String, String> data) {
      reports.put(namespace + "/" + name, data);
    }

    Map<String, String> report() {
      return reports.getOrDefault("azureml/azureml-preflight", Map.of());
    }
  }
}
