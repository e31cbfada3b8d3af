package dev.mooring.controlplane.attach;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.attach.Answer;
import dev.mooring.cluster.attach.ClusterProbe;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.Permission;
import dev.mooring.helm.HelmException;
import dev.mooring.helm.Release;
import dev.mooring.helm.Releases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster in memory, and what happens when Helm is run on it. Thread-safe. */
final class FakeSite implements ClusterSite, ClusterProbe, Releases {
  private static final Answer WELCOME = new Answer.Welcome("v1.36.3");

  private final Set<String> namespaces = new HashSet<>(Set.of("team-a"));
  private final List<String> done = new ArrayList<>();
  private Answer answer = WELCOME;
  private List<Permission> denied = List.of();
  private Map<String, String> report = Map.of();
  private List<AgentPod> pods = List.of();
  private Optional<Revision> revision = Optional.empty();
  private Optional<HelmException.Code> failure = Optional.empty();
  private Runnable deployed = () -> {};
  private Runnable changed = () -> {};
  private String values = "";
  private int running;
  private int mostAtOnce;

  synchronized void answers(Answer next) {
    answer = next;
  }

  synchronized void denies(Permission... permissions) {
    denied = List.of(permissions);
  }

  synchronized void reports(Map<String, String> data) {
    report = data;
  }

  synchronized void namespace(String name) {
    namespaces.add(name);
  }

  synchronized void has(Revision there) {
    revision = Optional.of(there);
  }

  synchronized void pods(AgentPod... next) {
    pods = List.of(next);
    changed.run();
  }

  /** Helm fails from now on; empty for that it does not. */
  synchronized void fails(Optional<HelmException.Code> next) {
    failure = next;
  }

  /** What happens when all pods are ready. */
  synchronized void whenDeployed(Runnable next) {
    deployed = next;
  }

  /** Helm's operations, in order. */
  synchronized List<String> done() {
    return List.copyOf(done);
  }

  synchronized String values() {
    return values;
  }

  synchronized boolean isInstalled() {
    return revision.isPresent();
  }

  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  @Override
  public ClusterProbe probe() {
    return this;
  }

  @Override
  public Releases releases() {
    return this;
  }

  @Override
  public synchronized Pods watch(Runnable onChange) {
    changed = onChange;
    return new Pods() {
      @Override
      public List<AgentPod> seen() {
        synchronized (FakeSite.this) {
          return pods;
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}

  @Override
  public synchronized Answer knock(Duration atMost) {
    return answer;
  }

  @Override
  public synchronized List<Permission> denied(List<Permission> needed) {
    return denied;
  }

  @Override
  public synchronized boolean hasNamespace(String name) {
    if (name.equals("broken")) {
      throw new ClusterException(ClusterException.Code.API, "connection reset");
    }
    return namespaces.contains(name);
  }

  @Override
  public synchronized Map<String, String> configMap(String namespace, String name) {
    return report;
  }

  @Override
  public Outcome deploy(Release release) {
    enter("deploy");
    try {
      synchronized (this) {
        values = release.valuesYaml();
        var number = revision.map(Revision::number).orElse(0) + 1;
        if (failure.isPresent()) {
          revision = Optional.of(new Revision(number, "failed", ""));
          throw new HelmException(
              failure.get(), "Release azureml-agent: it failed", new IllegalStateException("helm"));
        }
        revision = Optional.of(new Revision(number, "deployed", ""));
      }
      deployed.run();
      return new Outcome.Deployed(1);
    } finally {
      leave();
    }
  }

  @Override
  public void uninstall(String namespace, String name) {
    enter("uninstall");
    synchronized (this) {
      revision = Optional.empty();
    }
    leave();
  }

  private synchronized void enter(String operation) {
    done.add(operation);
    running++;
    mostAtOnce = Math.max(mostAtOnce, running);
  }

  private synchronized void leave() {
    running--;
  }

  @Override
  public synchronized Optional<Revision> find(String namespace, String name) {
    return revision;
  }
}
