package dev.mooring.controlplane.attach;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.cluster.ClusterException;
import dev.mooring.controlplane.work.Outcome;
import dev.mooring.controlplane.work.Rows;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.helm.HelmException;
import dev.mooring.store.Claim;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent of a cluster: put there when computes want it, taken away when the last one goes. One
 * task a cluster does both, so there is one Helm operation at a time. Thread-safe.
 */
public final class AgentTasks implements TaskHandler {
  /** The kind of these tasks; their subject is the cluster. */
  public static final String TASK = "agent";

  private final Store store;
  private final ClusterSite.Opener sites;
  private final Attempt.Tools tools;

  public AgentTasks(
      Store store,
      ClusterSite.Opener sites,
      ClientCertificates certificates,
      AgentSettings settings,
      AttachTimes times,
      InstantSource clock) {
    this.store = store;
    this.sites = sites;
    this.tools =
        new Attempt.Tools(
            store,
            new AgentCertificates(store.secrets(), certificates, settings.ca(), clock),
            settings,
            times);
  }

  /** The computes on a cluster. */
  static List<Row> computes(Store store, ResourceId cluster) {
    return Rows.all(store.resources(), Optional.empty(), Types.COMPUTE).stream()
        .filter(row -> Compute.cluster(row).filter(cluster::equals).isPresent())
        .toList();
  }

  @Override
  public Outcome handle(Claim claim) throws InterruptedException {
    var cluster = ResourceId.of(claim.subject());
    var ledger = new Ledger(store, claim);
    var wanted = computes(store, cluster).stream().filter(Compute::isWanted).toList();
    if (!wanted.isEmpty()) {
      attach(ledger, cluster, wanted);
    }
    var all = computes(store, cluster);
    var leaving = all.stream().filter(Compute::isLeaving).toList();
    if (!leaving.isEmpty()) {
      detach(ledger, cluster, leaving, leaving.size() == all.size());
    }
    return Outcome.DONE;
  }

  /** Whether a cluster can be asked. */
  private sealed interface Way {
    record Open(ClusterSite site, String agent) implements Way {}

    record Barred(Problem problem) implements Way {}

    /** It is not registered any more. */
    record Unknown() implements Way {}
  }

  private Way way(ResourceId cluster) {
    var row = store.resources().find(cluster);
    if (row.isEmpty()) {
      return new Way.Unknown();
    }
    var agent = row.get().properties().path("agentId").asText("");
    var kubeconfig = store.secrets().find("kubeconfig/" + cluster.key());
    if (agent.isEmpty() || kubeconfig.isEmpty()) {
      return new Way.Barred(
          Problems.unfit("Cluster %s was registered without a kubeconfig".formatted(cluster)));
    }
    try {
      return new Way.Open(sites.open(new String(kubeconfig.get(), StandardCharsets.UTF_8)), agent);
    } catch (ClusterException unfit) {
      return new Way.Barred(Problems.unfit(String.valueOf(unfit.getMessage())));
    }
  }

  private void attach(Ledger ledger, ResourceId cluster, List<Row> wanted)
      throws InterruptedException {
    switch (way(cluster)) {
      case Way.Unknown() -> ledger.fail(wanted, Problems.noCluster(cluster.toString()));
      case Way.Barred(var problem) -> ledger.fail(wanted, problem);
      case Way.Open(var site, var agent) -> {
        try (site) {
          new Attempt(tools, ledger, site, cluster, agent).run(wanted);
        }
      }
    }
  }

  private void detach(Ledger ledger, ResourceId cluster, List<Row> leaving, boolean last)
      throws InterruptedException {
    var problem = last ? takeAway(ledger, cluster) : Optional.<Problem>empty();
    if (problem.isPresent()) {
      ledger.fail(leaving, problem.get());
    } else {
      ledger.remove(leaving);
    }
  }

  /**
   * Takes the agent off the cluster; of one that is not registered any more nothing can be taken.
   */
  private Optional<Problem> takeAway(Ledger ledger, ResourceId cluster)
      throws InterruptedException {
    return switch (way(cluster)) {
      case Way.Unknown() -> Optional.empty();
      case Way.Barred(var problem) -> Optional.of(problem);
      case Way.Open(var site, var agent) -> {
        try (site) {
          var problem = uninstall(ledger, site);
          if (problem.isEmpty()) {
            store.agents().remove(agent);
            tools.certificates().forget(agent);
          }
          yield problem;
        }
      }
    };
  }

  private Optional<Problem> uninstall(Ledger ledger, ClusterSite site) throws InterruptedException {
    var silent = Problems.of(site.probe().knock(tools.times().knock()));
    if (silent.isPresent()) {
      return silent;
    }
    ledger.hold();
    try {
      site.releases().uninstall(Agent.NAMESPACE, Agent.RELEASE);
      return Optional.empty();
    } catch (HelmException refused) {
      return Optional.of(
          Problems.helm(refused.code(), String.valueOf(refused.getMessage()), Map.of(), List.of()));
    }
  }
}
