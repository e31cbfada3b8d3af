package dev.mooring.agent.rest;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.rest.AgentCluster;
import dev.mooring.cluster.rest.JobListener;
import dev.mooring.cluster.rest.LogOf;
import dev.mooring.cluster.rest.NodeUse;
import dev.mooring.cluster.rest.PodLog;
import dev.mooring.cluster.rest.SeenEvent;
import dev.mooring.cluster.rest.Written;
import dev.mooring.crd.AmlJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A cluster with namespace lab, in memory. Thread-safe. */
final class FakeAgentCluster implements AgentCluster {
  private final Map<String, AmlJob> jobs = new HashMap<>();
  private final Map<String, String> secrets = new HashMap<>();
  private Optional<Written> nextAnswer = Optional.empty();
  private List<AgentPod> pods =
      List.of(new AgentPod("rest-server", "rest-server-1", "Running", true, 2, ""));
  private boolean down;
  private boolean diesBeforeSecret;

  /** The process has died. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  synchronized void answerNextWith(Written answer) {
    nextAnswer = Optional.of(answer);
  }

  synchronized void hasPods(AgentPod... now) {
    pods = List.of(now);
  }

  synchronized void goDown() {
    down = true;
  }

  synchronized void dieBeforeSecret(boolean dies) {
    diesBeforeSecret = dies;
  }

  synchronized void markDeleting(String name) {
    job(name).getMetadata().setDeletionTimestamp("2026-11-24T10:00:00Z");
  }

  synchronized AmlJob job(String name) {
    return Optional.ofNullable(jobs.get(name)).orElseThrow();
  }

  synchronized Map<String, String> secrets() {
    return Map.copyOf(secrets);
  }

  private void reach() {
    if (down) {
      throw new ClusterException(ClusterException.Code.API, "Could not reach the API server");
    }
  }

  @Override
  public synchronized boolean hasNamespace(String namespace) {
    reach();
    return namespace.equals("lab");
  }

  @Override
  public synchronized Optional<AmlJob> find(String namespace, String name) {
    reach();
    return Optional.ofNullable(jobs.get(name)).map(Serialization::clone);
  }

  @Override
  public synchronized Written create(AmlJob job) {
    reach();
    if (nextAnswer.isPresent()) {
      var answer = nextAnswer.get();
      nextAnswer = Optional.empty();
      return answer;
    }
    if (jobs.containsKey(job.getMetadata().getName())) {
      return new Written.Exists();
    }
    // Through JSON, as the API server would.
    var stored = Serialization.clone(job);
    stored.getMetadata().setUid(UUID.randomUUID().toString());
    jobs.put(job.getMetadata().getName(), stored);
    return new Written.Done(Serialization.clone(stored));
  }

  @Override
  public synchronized Written launch(AmlJob job, String launch) {
    reach();
    if (diesBeforeSecret) {
      throw new KilledException();
    }
    secrets.putIfAbsent(job.getSpec().launchSecret(), launch);
    var there = job(job.getMetadata().getName());
    var annotations = new HashMap<>(there.getMetadata().getAnnotations());
    annotations.put(AmlJob.LAUNCH_READY_ANNOTATION, "true");
    there.getMetadata().setAnnotations(annotations);
    return new Written.Done(Serialization.clone(there));
  }

  @Override
  public synchronized Written cancel(String namespace, String name) {
    reach();
    if (!jobs.containsKey(name)) {
      return new Written.Missing();
    }
    var json =
        Serialization.asJson(job(name))
            .replace("\"cancelRequested\":false", "\"cancelRequested\":true");
    jobs.put(name, Serialization.unmarshal(json, AmlJob.class));
    return new Written.Done(job(name));
  }

  @Override
  public synchronized void delete(String namespace, String name) {
    reach();
    jobs.remove(name);
  }

  @Override
  public List<NodeUse> nodes() {
    return List.of(new NodeUse("n1", true, Map.of("cpu", "2"), Map.of("cpu", "250m")));
  }

  @Override
  public synchronized List<AgentPod> pods() {
    return pods;
  }

  @Override
  public PodLog log(LogOf which) {
    return switch (which.pod()) {
      case "p" ->
          new PodLog.Text(
              "%s %s %d\n".formatted(which.pod(), which.container().orElse("-"), which.tail()));
      case "early" -> new PodLog.Refused("container is waiting to start");
      default -> new PodLog.NoPod();
    };
  }

  @Override
  public List<SeenEvent> events(String namespace, String job) {
    return List.of(
        new SeenEvent(
            "2026-11-24T10:00:00Z", true, "FailedMount", "Pod j-master-0", "no secret", 3));
  }

  @Override
  public Following follow(JobListener listener) {
    throw new UnsupportedOperationException("The tests tell the journal themselves");
  }
}
