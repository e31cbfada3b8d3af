package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Expressions that must all hold; none of them selects everything. */
public record Selector(List<Requirement> all) {
  /** An empty label selector. */
  public static final Selector EVERYTHING = new Selector(List.of());

  /** An absent label selector, which selects no pod in Kubernetes' pod terms and spreads. */
  public static final Selector NOTHING =
      new Selector(List.of(new Requirement("", Requirement.Operator.IN, Set.of())));

  public Selector {
    all = List.copyOf(all);
  }

  public static Selector ofLabels(Map<String, String> labels) {
    return new Selector(
        labels.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(label -> Requirement.in(label.getKey(), label.getValue()))
            .toList());
  }

  /** Selects what both select. */
  public Selector and(Selector other) {
    return other.all.isEmpty()
        ? this
        : new Selector(Stream.concat(all.stream(), other.all.stream()).toList());
  }

  public boolean selects(Map<String, String> labels) {
    for (var requirement : all) {
      if (!requirement.holds(labels)) {
        return false;
      }
    }
    return true;
  }

  /** For people: {@code pool=a and !spot}. */
  @Override
  public String toString() {
    return all.stream().map(Requirement::toString).collect(Collectors.joining(" and "));
  }
}
