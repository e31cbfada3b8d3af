package dev.mooring.scheduling.model;

/**
 * How many of the pods that a selector selects may be evicted now: Kubernetes' PodDisruptionBudget
 * with {@code status.disruptionsAllowed}.
 */
public record DisruptionBudget(String namespace, Selector selector, int allowed) {
  public DisruptionBudget {
    if (allowed < 0) {
      throw new IllegalArgumentException("Allowed disruptions are negative: " + allowed);
    }
  }

  public boolean protects(PodShape pod) {
    return namespace.equals(pod.namespace()) && selector.selects(pod.labels());
  }
}
