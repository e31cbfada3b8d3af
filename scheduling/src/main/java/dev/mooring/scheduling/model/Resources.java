package dev.mooring.scheduling.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Amounts of resources by their Kubernetes names. {@code cpu} is in thousandths of a core, {@code
 * memory} and storage are in bytes, everything else is a count, {@code pods} among it. What is
 * absent is 0; in a limit, what is absent has none, and 0 is a limit.
 */
public record Resources(SortedMap<String, Long> amounts) {
  public static final Resources NONE = new Resources(new TreeMap<>());

  public Resources {
    amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
  }

  public static Resources of(Map<String, Long> amounts) {
    return new Resources(new TreeMap<>(amounts));
  }

  public static Resources sum(Collection<Resources> all) {
    var sum = new TreeMap<String, Long>();
    for (var one : all) {
      one.amounts.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
    }
    return new Resources(sum);
  }

  public long amount(String name) {
    return amounts.getOrDefault(name, 0L);
  }

  public Resources plus(Resources other) {
    var sum = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
    return new Resources(sum);
  }

  public Resources minus(Resources other) {
    var rest = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> rest.merge(name, -amount, Long::sum));
    return new Resources(rest);
  }

  /** The larger amount of each resource: what init containers and containers need in turn. */
  public Resources max(Resources other) {
    var larger = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> larger.merge(name, amount, Math::max));
    return new Resources(larger);
  }

  /** Whether all of this can be taken from {@code free}; an amount of 0 fits into any. */
  public boolean fits(Resources free) {
    return amounts.entrySet().stream()
        .allMatch(need -> need.getValue() <= 0 || need.getValue() <= free.amount(need.getKey()));
  }
}
