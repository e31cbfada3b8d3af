package dev.mooring.scheduling.model;

import java.util.List;

/**
 * Pod affinity and anti-affinity. As in Kubernetes, {@code apart} also keeps later pods that a term
 * selects away from this one, and a first pod whose own labels meet all its {@code near} terms may
 * sit where none is yet.
 */
public record Company(
    List<PodTerm> near,
    List<PodTerm> apart,
    List<Preferred> preferNear,
    List<Preferred> preferApart) {
  public static final Company ANY = new Company(List.of(), List.of(), List.of(), List.of());

  /** A term that adds its weight, 1 to 100, to the score of a place for each pod there. */
  public record Preferred(int weight, PodTerm term) {
    public Preferred {
      Weights.check(weight);
    }
  }

  public Company {
    near = List.copyOf(near);
    apart = List.copyOf(apart);
    preferNear = List.copyOf(preferNear);
    preferApart = List.copyOf(preferApart);
  }
}
