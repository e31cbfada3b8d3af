package dev.mooring.agent.admissioninit;

import java.time.Instant;
import java.util.Optional;

/**
 * What the API server is told of the webhooks.
 *
 * @param current whether the configurations are there, complete, and those of this release
 * @param bundle the authorities that they trust, if all trust the same
 * @param since when that was registered; the epoch if nobody said
 */
record Registration(boolean current, Optional<String> bundle, Instant since) {
  static final Registration NONE = new Registration(false, Optional.empty(), Instant.EPOCH);
}
