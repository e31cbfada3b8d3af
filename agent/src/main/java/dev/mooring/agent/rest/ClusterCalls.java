package dev.mooring.agent.rest;

import dev.mooring.api.agent.NodeView;
import dev.mooring.api.agent.PodView;
import dev.mooring.cluster.rest.AgentCluster;
import dev.mooring.cluster.rest.LogOf;
import dev.mooring.cluster.rest.PodLog;
import dev.mooring.cluster.rest.SeenEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls that look at the cluster. Thread-safe. */
record ClusterCalls(AgentCluster cluster) {
  private static final int LINES = 500;
  private static final int MOST_LINES = 10_000;

  /**
   * One event about a job.
   *
   * @param time when it last happened, in ISO 8601
   * @param type {@code Normal} or {@code Warning}, Kubernetes' words
   * @param object kind and name of what it is about
   */
  record EventView(
      String time, String type, String reason, String object, String message, int count) {}

  Answer nodes() {
    return new Answer.Json(
        cluster.nodes().stream()
            .map(node ->
                new NodeView(node.name(), node.ready(), node.allocatable(), node.requested()))
            .toList());
  }

  Answer pods() {
    return new Answer.Json(podViews());
  }

  /** The agent's pods; asks nobody. */
  List<PodView> podViews() {
    return cluster.pods().stream()
        .map(pod ->
            new PodView(
                pod.component(),
                pod.name(),
                pod.state(),
                pod.well(),
                pod.restarts(),
                pod.trouble()))
        .toList();
  }

  Answer events(String namespace, String job) {
    return new Answer.Json(
        cluster.events(namespace, job).stream().map(ClusterCalls::view).toList());
  }

  private static EventView view(SeenEvent event) {
    return new EventView(
        event.time(),
        event.warning() ? "Warning" : "Normal",
        event.reason(),
        event.object(),
        event.message(),
        event.count());
  }

  Answer log(String namespace, String pod, Map<String, String> query) {
    var tail = lines(query.getOrDefault("tail", Integer.toString(LINES)));
    if (tail.isEmpty()) {
      return Answer.failure(
          400,
          "BadRequest",
          "tail is '%s', not a number from 1 to %d".formatted(query.get("tail"), MOST_LINES),
          "Correct it or leave it out");
    }
    var container = Optional.ofNullable(query.get("container")).filter(name -> !name.isBlank());
    return switch (cluster.log(new LogOf(namespace, pod, container, tail.get()))) {
      case PodLog.Text(var text) -> new Answer.Text(text);
      case PodLog.NoPod none ->
          Answer.failure(
              404,
              "PodNotFound",
              "There is no pod '%s' in namespace '%s'".formatted(pod, namespace),
              "List the pods: kubectl get pods -n " + namespace);
      case PodLog.Refused(var message) ->
          Answer.failure(
              400, "LogNotAvailable", message, "Wait until the container runs, or name another");
    };
  }

  private static Optional<Integer> lines(String text) {
    try {
      return Optional.of(Integer.valueOf(text)).filter(n -> n >= 1 && n <= MOST_LINES);
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
