package dev.mooring.e2e;

import dev.mooring.cluster.bench.FakeGang;
import dev.mooring.crd.PodGroup;
import dev.mooring.testkit.gangs.GangHistory;
import dev.mooring.testkit.gangs.GangHistory.Size;
import dev.mooring.testkit.gangs.PodEvent;
import dev.mooring.testkit.gangs.PodEvent.State;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes down each event of a namespace's pods in the API server's order, from before the first
 * pod. Thread-safe.
 */
final class GangWatch implements AutoCloseable {
  /** In thousandths, as is all here. */
  private static final Map<String, Long> ONE_POD = Map.of("pods", 1000L);

  private final String namespace;
  private final Recorder recorder;
  private final Watch watch;

  private GangWatch(String namespace, Recorder recorder, Watch watch) {
    this.namespace = namespace;
    this.recorder = recorder;
    this.watch = watch;
  }

  /** The namespace has no pods yet. */
  static GangWatch begin(String namespace) {
    var pods = Lab.client().pods().inNamespace(namespace);
    var recorder = new Recorder();
    var now = pods.list().getMetadata().getResourceVersion();
    return new GangWatch(namespace, recorder, pods.withResourceVersion(now).watch(recorder));
  }

  /**
   * All that was told until now.
   *
   * @param label of the nodes
   * @param gangs what was to be placed on them
   */
  GangHistory history(String label, List<FakeGang> gangs) {
    Sandbox.await("the watch has told of all pods as they are")
        .until(() -> recorder.version() >= newest());
    var nodes =
        Lab.client().nodes().withLabel(label).list().getItems().stream()
            .collect(
                Collectors.toMap(
                    node -> node.getMetadata().getName(),
                    node -> thousandths(node.getStatus().getAllocatable())));
    var sizes =
        gangs.stream()
            .collect(
                Collectors.toMap(FakeGang::name, gang -> new Size(gang.members(), gang.members())));
    return new GangHistory(nodes, sizes, recorder.events());
  }

  private long newest() {
    return Lab.client().pods().inNamespace(namespace).list().getItems().stream()
        .mapToLong(GangWatch::version)
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    watch.close();
  }

  private static long version(Pod pod) {
    return Long.parseLong(pod.getMetadata().getResourceVersion());
  }

  private static Map<String, Long> thousandths(Map<String, Quantity> quantities) {
    var amounts = new HashMap<String, Long>();
    quantities.forEach((name, quantity) -> amounts.put(name, thousandths(quantity)));
    return amounts;
  }

  private static long thousandths(Quantity quantity) {
    return quantity
        .getNumericalAmount()
        .multiply(BigDecimal.valueOf(1000))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  private static PodEvent event(Watcher.Action action, Pod pod) {
    var meta = pod.getMetadata();
    return new PodEvent(
        version(pod),
        Instant.now(),
        meta.getUid(),
        meta.getName(),
        Objects.requireNonNullElse(meta.getAnnotations(), Map.<String, String>of())
            .getOrDefault(PodGroup.GROUP_NAME_ANNOTATION, ""),
        Optional.ofNullable(pod.getSpec().getNodeName()),
        requests(pod),
        state(action, pod));
  }

  /** Ours have one container and no other. */
  private static Map<String, Long> requests(Pod pod) {
    var requests = new HashMap<>(ONE_POD);
    requests.putAll(
        thousandths(pod.getSpec().getContainers().getFirst().getResources().getRequests()));
    return requests;
  }

  private static State state(Watcher.Action action, Pod pod) {
    if (action == Watcher.Action.DELETED) {
      return State.DELETED;
    }
    return switch (pod.getStatus().getPhase()) {
      case "Succeeded" -> State.SUCCEEDED;
      case "Failed" -> State.FAILED;
      default -> pod.getMetadata().getDeletionTimestamp() == null ? State.LIVES : State.TERMINATES;
    };
  }

  /** Thread-safe. */
  private static final class Recorder implements Watcher<Pod> {
    private final List<PodEvent> events = new ArrayList<>();
    private Optional<WatcherException> gap = Optional.empty();

    @Override
    public synchronized void eventReceived(Action action, Pod pod) {
      switch (action) {
        case ADDED, MODIFIED, DELETED -> events.add(event(action, pod));
        case BOOKMARK -> {}
        case ERROR -> throw new IllegalStateException("The watch told an error: " + pod);
      }
    }

    /** A watch that cannot be taken up where it broke. */
    @Override
    public synchronized void onClose(WatcherException broken) {
      gap = Optional.of(broken);
    }

    @Override
    public void onClose() {}

    synchronized long version() {
      return events.isEmpty() ? 0 : events.getLast().version();
    }

    synchronized List<PodEvent> events() {
      gap.ifPresent(broken -> {
        throw new IllegalStateException("The history has a gap", broken);
      });
      return List.copyOf(events);
    }
  }
}
