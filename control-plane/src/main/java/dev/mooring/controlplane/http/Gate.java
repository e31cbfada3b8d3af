package dev.mooring.controlplane.http;

import dev.mooring.api.Problem;
import java.util.Optional;

/** Who may pass. */
@FunctionalInterface
public interface Gate {
  /** Why the bearer of this token may not; empty when it may. */
  Optional<Problem> refuse(String bearerToken);
}
