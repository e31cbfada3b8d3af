package dev.mooring.scheduling.model;

import java.util.Comparator;
import java.util.List;

/**
 * Volumes that somebody made and of which a claim may have one, in the order of their names. Plans
 * compare them for each pod, so the hash is kept.
 */
public final class Offers {
  /**
   * A volume that is free.
   *
   * @param anyOf one of its node terms must hold; none of them is any node
   * @param spare whether all other claims that wait could be served without it
   */
  public record Offer(String volume, List<NodeTerm> anyOf, boolean spare) {
    public Offer {
      anyOf = List.copyOf(anyOf);
    }
  }

  private final List<Offer> all;
  private final int hash;

  /** Throws {@link IllegalArgumentException} if there is none. */
  public Offers(List<Offer> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("No volume is offered");
    }
    this.all = all.stream().sorted(Comparator.comparing(Offer::volume)).toList();
    hash = this.all.hashCode();
  }

  public List<Offer> all() {
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Offers offers && hash == offers.hash && all.equals(offers.all));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
