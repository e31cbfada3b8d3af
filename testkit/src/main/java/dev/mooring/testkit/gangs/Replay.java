package dev.mooring.testkit.gangs;

import dev.mooring.testkit.gangs.GangHistory.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Goes through a history event by event. Confined to one thread. */
final class Replay {
  private final GangHistory history;
  private final Duration partialAtMost;
  private final List<Violation> found = new ArrayList<>();
  private final Map<String, PodEvent> pods = new HashMap<>();
  private final Map<String, Map<String, Long>> asked = new HashMap<>();
  private final Map<String, Set<String>> seats = new HashMap<>();
  private final Map<String, PodEvent> partialSince = new TreeMap<>();
  private long version;
  private Duration longest = Duration.ZERO;

  Replay(GangHistory history, Duration partialAtMost) {
    this.history = history;
    this.partialAtMost = partialAtMost;
  }

  void take(PodEvent event) {
    if (event.version() <= version) {
      found.add(new Violation.OutOfOrder(event.version(), version));
    }
    version = event.version();
    var before = Optional.ofNullable(pods.put(event.uid(), event));
    stays(before, event);
    before.filter(PodEvent::takesRoom).ifPresent(pod -> account(pod, -1));
    if (event.takesRoom()) {
      account(event, 1);
      if (before.filter(PodEvent::takesRoom).isEmpty()) {
        fits(event);
      }
    }
    seat(before, event);
  }

  /** A pod's node is written once. */
  private void stays(Optional<PodEvent> before, PodEvent event) {
    var from = before.flatMap(PodEvent::node);
    if (from.isPresent() && !from.equals(event.node())) {
      found.add(
          new Violation.Moved(event.name(), from.get(), event.node().orElse(""), event.version()));
    }
  }

  private void account(PodEvent pod, int sign) {
    var node = asked.computeIfAbsent(pod.node().orElseThrow(), _ -> new TreeMap<>());
    pod.requests().forEach((resource, amount) -> node.merge(resource, sign * amount, Long::sum));
  }

  private void fits(PodEvent event) {
    var name = event.node().orElseThrow();
    var allocatable = history.nodes().get(name);
    if (allocatable == null) {
      found.add(new Violation.NoSuchNode(event.name(), name, event.version()));
      return;
    }
    for (var resource : event.requests().keySet()) {
      var sum = asked.getOrDefault(name, Map.of()).getOrDefault(resource, 0L);
      var most = allocatable.getOrDefault(resource, 0L);
      if (sum > most) {
        found.add(new Violation.Overcommitted(name, resource, sum, most, event.version()));
      }
    }
  }

  private void seat(Optional<PodEvent> before, PodEvent event) {
    var size = history.gangs().get(event.gang());
    if (size == null) {
      return;
    }
    var filled = seats.computeIfAbsent(event.gang(), _ -> new HashSet<>());
    if (event.fillsASeat()) {
      filled.add(event.uid());
    } else if (!hasDoneItsPart(before, event)) {
      filled.remove(event.uid());
    }
    var partial = !filled.isEmpty() && filled.size() < size.minMember();
    if (partial) {
      partialSince.putIfAbsent(event.gang(), event);
    } else {
      Optional.ofNullable(partialSince.remove(event.gang()))
          .ifPresent(since -> lasted(since, event, filled.size(), size));
    }
  }

  /** It succeeded, and was deleted then. */
  private static boolean hasDoneItsPart(Optional<PodEvent> before, PodEvent event) {
    return event.state() == PodEvent.State.DELETED
        && before.filter(pod -> pod.state() == PodEvent.State.SUCCEEDED).isPresent();
  }

  private void lasted(PodEvent since, PodEvent until, int filled, Size size) {
    var time = Duration.between(since.at(), until.at());
    longest = time.compareTo(longest) > 0 ? time : longest;
    if (time.compareTo(partialAtMost) > 0) {
      found.add(
          new Violation.PartialTooLong(
              since.gang(), filled, size.minMember(), time, since.version()));
    }
  }

  /** How long a gang was partial at most, of those times that came to an end. */
  Duration longestPartial() {
    return longest;
  }

  /** What was found, and what is amiss in the end. */
  List<Violation> end() {
    new TreeMap<>(history.gangs())
        .forEach((gang, size) -> {
          var filled = seats.getOrDefault(gang, Set.of()).size();
          if (filled > 0 && filled < size.minMember()) {
            found.add(new Violation.LeftPartial(gang, filled, size.minMember()));
          }
          if (filled < size.members()) {
            found.add(new Violation.Lost(gang, filled, size.members()));
          }
        });
    return List.copyOf(found);
  }
}
