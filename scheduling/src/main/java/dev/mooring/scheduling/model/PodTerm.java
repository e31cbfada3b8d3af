package dev.mooring.scheduling.model;

import java.util.Set;

/**
 * Pods that another pod wants near or apart, and what near means.
 *
 * @param topologyKey the node label whose equal values are one place
 */
public record PodTerm(Selector selector, Namespaces namespaces, String topologyKey) {
  /**
   * Where the pods are looked for; a namespace selector is resolved by who observes the cluster.
   *
   * @param all whether every namespace counts; {@code names} is empty then
   */
  public record Namespaces(boolean all, Set<String> names) {
    public static final Namespaces ALL = new Namespaces(true, Set.of());

    public Namespaces {
      names = Set.copyOf(names);
      if (all && !names.isEmpty()) {
        throw new IllegalArgumentException("All namespaces, and also some: " + names);
      }
    }

    public static Namespaces of(String... names) {
      return new Namespaces(false, Set.of(names));
    }

    boolean contain(String namespace) {
      return all || names.contains(namespace);
    }
  }

  public PodTerm {
    if (topologyKey.isEmpty()) {
      throw new IllegalArgumentException("Pod term has no topology key");
    }
  }

  public boolean selects(PodShape pod) {
    return namespaces.contain(pod.namespace()) && selector.selects(pod.labels());
  }

  /** For people. */
  @Override
  public String toString() {
    return "pods with " + selector + " by " + topologyKey;
  }
}
