package dev.mooring.scheduling.model;

/**
 * A topology spread constraint: the pods of the namespace that the selector selects are spread over
 * the values of a node label.
 *
 * @param maxSkew by how many pods a place may exceed the emptiest one; at least 1
 * @param required {@code DoNotSchedule}; otherwise it is a preference
 * @param selector with the values of {@code matchLabelKeys} filled in
 * @param minDomains with fewer places than that, the emptiest counts as empty; at least 1
 * @param honorsAffinity whether only nodes count that the pod's selector and affinity match;
 *     Kubernetes' default is true
 * @param honorsTaints whether only nodes count whose taints the pod bears; the default is false
 */
public record Spread(
    int maxSkew,
    String topologyKey,
    boolean required,
    Selector selector,
    int minDomains,
    boolean honorsAffinity,
    boolean honorsTaints) {
  public Spread {
    if (maxSkew < 1) {
      throw new IllegalArgumentException("maxSkew is below 1: " + maxSkew);
    }
    if (minDomains < 1) {
      throw new IllegalArgumentException("minDomains is below 1: " + minDomains);
    }
  }

  /** With Kubernetes' defaults for what is not named. */
  public static Spread of(int maxSkew, String topologyKey, boolean required, Selector selector) {
    return new Spread(maxSkew, topologyKey, required, selector, 1, true, false);
  }
}
