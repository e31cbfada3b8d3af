package dev.mooring.cluster.scheduling;

import java.util.Optional;

/**
 * A claim that a pod mounts.
 *
 * @param claim its name
 * @param owner the pod's uid where the claim is made for an ephemeral volume of it: another claim
 *     of the name is not what it mounts. Empty where whatever claim of the name is meant
 */
public record Mount(String claim, Optional<String> owner) {
  /** One that the pod names. */
  public static Mount of(String claim) {
    return new Mount(claim, Optional.empty());
  }
}
