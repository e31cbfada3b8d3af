package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.DisruptionBudget;
import dev.mooring.scheduling.model.Gang;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What disruption budgets still allow while a plan is made; for the planning thread alone. */
final class Budgets {
  private final List<DisruptionBudget> budgets;
  private final int[] allowed;

  Budgets(List<DisruptionBudget> budgets) {
    this.budgets = budgets;
    allowed = budgets.stream().mapToInt(DisruptionBudget::allowed).toArray();
  }

  /** How many pods of a gang each budget protects. */
  int[] protects(Gang gang) {
    var counts = new int[allowed.length];
    for (var b = 0; b < counts.length; b++) {
      for (var pod : gang.seated()) {
        counts[b] += !pod.leaving() && budgets.get(b).protects(pod.shape()) ? 1 : 0;
      }
    }
    return counts;
  }

  /** Whether the API server evicts all of its pods at all: of more than one budget it does none. */
  boolean admit(Gang gang) {
    return budgets.size() < 2
        || gang.seated().stream()
            .filter(pod -> !pod.leaving())
            .allMatch(
                pod -> budgets.stream().filter(budget -> budget.protects(pod.shape())).count() < 2);
  }

  /** Whether all these may be evicted. */
  boolean allow(Collection<int[]> together) {
    if (allowed.length == 0) {
      return true;
    }
    var left = allowed.clone();
    together.forEach(counts -> take(left, counts));
    return Arrays.stream(left).allMatch(n -> n >= 0);
  }

  /** How many each budget still allows. */
  int[] left() {
    return allowed.clone();
  }

  /** Takes so many from what is left, if there are. */
  static boolean takeIfLeft(int[] left, int[] counts) {
    for (var b = 0; b < left.length; b++) {
      if (counts[b] > left[b]) {
        return false;
      }
    }
    take(left, counts);
    return true;
  }

  /** These are being evicted. */
  void spend(int[] counts) {
    take(allowed, counts);
  }

  private static void take(int[] from, int[] counts) {
    for (var b = 0; b < from.length; b++) {
      from[b] -= counts[b];
    }
  }
}
