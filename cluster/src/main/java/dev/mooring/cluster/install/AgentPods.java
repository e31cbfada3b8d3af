package dev.mooring.cluster.install;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Watches the agent's pods, for whoever waits for them. Thread-safe. */
public final class AgentPods implements AutoCloseable {
  private static final String COMPONENT = "app.kubernetes.io/name";

  private static final String LOST =
      "it was ready, and is not any more: it waits for what it watches or is connected to";

  /** What every container goes through. */
  private static final Set<String> NORMAL = Set.of("ContainerCreating", "PodInitializing");

  private final SharedIndexInformer<Pod> pods;

  private AgentPods(SharedIndexInformer<Pod> pods) {
    this.pods = pods;
  }

  /**
   * Starts to watch; returns when all are known.
   *
   * @param changed runs after each change and must not block
   */
  public static AgentPods watch(Connection connection, String namespace, Runnable changed)
      throws InterruptedException {
    return new AgentPods(
        Informers.start(
            connection
                .client()
                .pods()
                .inNamespace(namespace)
                .withLabel(Crds.OWNER_LABEL, Crds.OWNER),
            new Changed(changed)));
  }

  private record Changed(Runnable changed) implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod added) {
      changed.run();
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      changed.run();
    }

    @Override
    public void onDelete(Pod deleted, boolean unknown) {
      changed.run();
    }
  }

  /** By component and name; those that are being deleted are left out. */
  public List<AgentPod> seen() {
    return pods.getStore().list().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(AgentPods::describe)
        .sorted(Comparator.comparing(AgentPod::component).thenComparing(AgentPod::name))
        .toList();
  }

  /** Whether the watch stands. */
  public boolean isHealthy() {
    return pods.isWatching();
  }

  static AgentPod describe(Pod pod) {
    var name = pod.getMetadata().getName();
    var labels = pod.getMetadata().getLabels();
    var state = state(pod);
    return new AgentPod(
        labels == null ? name : labels.getOrDefault(COMPONENT, name),
        name,
        state.word(),
        state.well(),
        pod.getStatus().getContainerStatuses().stream()
            .mapToInt(ContainerStatus::getRestartCount)
            .sum(),
        state.trouble());
  }

  private record State(String word, boolean well, String trouble) {}

  private static State state(Pod pod) {
    var status = pod.getStatus();
    var phase = status.getPhase();
    if ("Succeeded".equals(phase)) {
      return new State("Completed", true, "");
    }
    if (holds(pod, "Ready")) {
      return new State("Running", true, "");
    }
    for (var container : status.getContainerStatuses()) {
      var state = troubled(container);
      if (state != null) {
        return state;
      }
    }
    if (!"Running".equals(phase)) {
      return new State(phase, false, unscheduled(pod));
    }
    return hasBeenReady(pod)
        ? new State("NotReady", false, LOST)
        : new State("Starting", false, "");
  }

  /** It became unready after its containers had started; before they do it is so anyway. */
  private static boolean hasBeenReady(Pod pod) {
    var containers = pod.getStatus().getContainerStatuses();
    var since =
        pod.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("False"))
            .map(c -> text(c.getLastTransitionTime()))
            .findFirst()
            .orElse("");
    // Both are written by the kubelet, in RFC 3339 to the second and in UTC.
    return !containers.isEmpty()
        && containers.stream()
            .map(container -> container.getState().getRunning())
            .allMatch(
                running -> running != null && since.compareTo(text(running.getStartedAt())) > 0);
  }

  private static @Nullable State troubled(ContainerStatus container) {
    var waiting = container.getState().getWaiting();
    if (waiting != null && !isNormal(text(waiting.getReason()))) {
      // A container that crashes says why in its last state, not in the waiting one.
      var before = container.getLastState().getTerminated();
      var why = before == null ? text(waiting.getMessage()) : end(before);
      return new State(waiting.getReason(), false, why);
    }
    var ended = container.getState().getTerminated();
    if (ended == null) {
      return null;
    }
    // The container has done its work a moment before its pod has.
    var done = ended.getExitCode() == 0;
    return new State(text(ended.getReason()), done, done ? "" : end(ended));
  }

  /** A kubelet that has not begun gives no reason yet. */
  private static boolean isNormal(String reason) {
    return reason.isEmpty() || NORMAL.contains(reason);
  }

  private static String end(ContainerStateTerminated end) {
    var last = text(end.getMessage()).lines().reduce((a, b) -> b).orElse("");
    return "exit code %d%s".formatted(end.getExitCode(), last.isEmpty() ? "" : ": " + last);
  }

  private static boolean holds(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals(type) && c.getStatus().equals("True"));
  }

  private static String unscheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .map(c -> text(c.getMessage()))
        .collect(Collectors.joining());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value.strip();
  }

  @Override
  public void close() {
    pods.close();
  }
}
