package dev.mooring.controlplane.attach;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.attach.Answer;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.controlplane.attach.ClientCertificates.Issued;
import dev.mooring.helm.HelmException;
import dev.mooring.helm.Releases;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to put the agent on a cluster, for the computes that want it.
 *
 * @param agent its id
 */
record Attempt(Tools tools, Ledger ledger, ClusterSite site, ResourceId cluster, String agent) {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  /** What all attempts use. */
  record Tools(
      Store store, AgentCertificates certificates, AgentSettings settings, AttachTimes times) {}

  /** What came of installing. */
  private sealed interface Result {
    record Ready(List<AgentPod> pods) implements Result {}

    record Failed(Problem problem) implements Result {}
  }

  /** Each of the computes is attached or has failed afterwards. */
  void run(List<Row> wanted) throws InterruptedException {
    try {
      var stands = obstacle();
      if (stands.isPresent()) {
        ledger.fail(wanted, stands.get());
        return;
      }
      var fit = withNamespace(wanted);
      if (!fit.isEmpty()) {
        install(fit);
      }
    } catch (ClusterException lost) {
      ledger.fail(wanted, Problems.lost(String.valueOf(lost.getMessage())));
    }
  }

  /** What stands against installing, whatever the compute. */
  private Optional<Problem> obstacle() throws InterruptedException {
    var answer = site.probe().knock(tools.times().knock());
    if (answer instanceof Answer.Welcome(var version)) {
      ledger.answered(cluster, version);
    }
    var silent = Problems.of(answer);
    return silent.isPresent() ? silent : Problems.denied(site.probe().denied(Agent.needed()));
  }

  private List<Row> withNamespace(List<Row> wanted) {
    var fit = new ArrayList<Row>();
    for (var row : wanted) {
      var namespace = Compute.namespace(row);
      if (site.probe().hasNamespace(namespace)) {
        fit.add(row);
      } else {
        ledger.fail(List.of(row), Problems.noNamespace(namespace));
      }
    }
    return fit;
  }

  private void install(List<Row> fit) throws InterruptedException {
    var result = deploy(fit);
    ledger.hold();
    switch (result) {
      case Result.Ready(var pods) -> ledger.succeed(fit, pods);
      case Result.Failed(var problem) -> {
        undo(fit);
        ledger.fail(fit, problem);
      }
    }
  }

  private Result deploy(List<Row> fit) throws InterruptedException {
    try {
      var newest = site.releases().find(Agent.NAMESPACE, Agent.RELEASE);
      if (newest.map(Attempt::isFirst).orElse(true)) {
        ledger.note(fit, Compute::installing);
      }
      var certificate = tools.certificates().of(agent);
      tools.store().agents().register(agent, cluster, certificate.sha256());
      return deploy(fit, certificate);
    } catch (HelmException refused) {
      return new Result.Failed(
          Problems.helm(refused.code(), message(refused), Map.of(), List.of()));
    }
  }

  /** It never stood whole: an earlier attempt was killed. */
  private static boolean isFirst(Releases.Revision newest) {
    return newest.number() == 1 && !newest.status().equals("deployed");
  }

  private Result deploy(List<Row> fit, Issued certificate) throws InterruptedException {
    var before = epoch();
    try (var teller =
        PodTeller.start(
            site, pods -> ledger.note(fit, row -> Compute.seen(row, pods)), tools.times().look())) {
      ledger.hold();
      try {
        site.releases().deploy(Agent.release(tools.settings(), certificate, tools.times().ready()));
      } catch (HelmException failed) {
        return new Result.Failed(
            Problems.helm(failed.code(), message(failed), report(), teller.seen()));
      }
      return connects(before)
          ? new Result.Ready(teller.seen())
          : new Result.Failed(
              Problems.notConnected(
                  tools.settings().relayHost() + ":" + tools.settings().relayPort()));
    }
  }

  private static String message(HelmException failed) {
    return String.valueOf(failed.getMessage());
  }

  private Map<String, String> report() {
    try {
      return site.probe().configMap(Agent.NAMESPACE, Agent.REPORT);
    } catch (ClusterException unread) {
      LOG.warn("The preflight report could not be read: {}", unread.getMessage());
      return Map.of();
    }
  }

  private long epoch() {
    return tools.store().agents().find(agent).map(it -> it.epoch()).orElse(0L);
  }

  /** Whether the agent dials in, to whichever replica, or says something again. */
  private boolean connects(long before) throws InterruptedException {
    var agents = tools.store().agents();
    var first = agents.find(agent).flatMap(it -> it.seenAt());
    var started = System.nanoTime();
    while (System.nanoTime() - started < tools.times().connect().toNanos()) {
      var now = agents.find(agent);
      if (now.filter(it -> it.epoch() > before || !it.seenAt().equals(first)).isPresent()) {
        return true;
      }
      Thread.sleep(tools.times().look().dividedBy(4));
    }
    return false;
  }

  /** Leaves the cluster as it was, if this attempt brought the agent and nobody else needs it. */
  private void undo(List<Row> fit) {
    var computes = AgentTasks.computes(tools.store(), cluster);
    if (computes.stream().anyMatch(Compute::isAttached)
        || computes.stream().noneMatch(Compute::isInstalling)) {
      return;
    }
    try {
      site.releases().uninstall(Agent.NAMESPACE, Agent.RELEASE);
      tools.store().agents().remove(agent);
      ledger.note(fit, Compute::undone);
    } catch (HelmException stays) {
      LOG.warn(
          "The agent on {} could not be removed after its installation failed; the next attempt goes on from there: {}",
          cluster,
          stays.getMessage());
    }
  }
}
