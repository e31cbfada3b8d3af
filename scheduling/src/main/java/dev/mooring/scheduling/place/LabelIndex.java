package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What selects a pod, found by the pod's labels rather than by asking all selectors. */
final class LabelIndex<T> {
  private record Entry<T>(Predicate<PodShape> selects, T value) {}

  private final Map<String, Map<String, List<Entry<T>>>> byLabel = new HashMap<>();
  private final List<Entry<T>> others = new ArrayList<>();

  /**
   * Adds a value.
   *
   * @param selector must hold for the labels of each pod that {@code selects} takes
   */
  void add(Selector selector, Predicate<PodShape> selects, T value) {
    var entry = new Entry<>(selects, value);
    for (var requirement : selector.all()) {
      if (requirement.operator() == Requirement.Operator.IN) {
        var values = byLabel.computeIfAbsent(requirement.key(), _ -> new HashMap<>());
        requirement
            .values()
            .forEach(v -> values.computeIfAbsent(v, _ -> new ArrayList<>()).add(entry));
        return;
      }
    }
    others.add(entry);
  }

  /** In no particular order. */
  List<T> selecting(PodShape pod) {
    var found = new ArrayList<T>();
    collect(others, pod, found);
    if (!byLabel.isEmpty()) {
      pod.labels()
          .forEach((key, value) -> {
            var values = byLabel.get(key);
            if (values != null) {
              collect(values.getOrDefault(value, List.of()), pod, found);
            }
          });
    }
    return found;
  }

  private static <T> void collect(List<Entry<T>> entries, PodShape pod, List<T> found) {
    for (var entry : entries) {
      if (entry.selects().test(pod)) {
        found.add(entry.value());
      }
    }
  }
}
