package dev.mooring.agent.admissioninit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which step of a renewal is due. The order is what keeps calls from failing: an authority is
 * trusted before anything of it is served, and as long as anything of it may be.
 */
final class Rotation {
  /** A pair is renewed when a third of its life is over: weeks of trouble do no harm. */
  static final Duration LIFETIME = Duration.ofDays(90);

  static final Duration RENEW_BEFORE_END = Duration.ofDays(60);

  /** API servers watch the configurations; a minute is long for the slowest. */
  static final Duration TRUST_SETTLES = Duration.ofMinutes(1);

  /** A kubelet renews a mounted Secret within two minutes, and the server looks every 10 s. */
  static final Duration SERVING_SETTLES = Duration.ofMinutes(10);

  private static final Duration NEXT_LOOK = Duration.ofHours(1);

  private Rotation() {}

  /**
   * Judges.
   *
   * @param kept empty when there is no Secret, or one that is not ours
   * @param name what the certificate must be good for
   */
  static Step judge(Optional<Keyring> kept, Registration registered, String name, Instant now) {
    if (kept.isEmpty() || !isFit(kept.get().current(), name, now)) {
      return new Step.Begin();
    }
    var keyring = kept.get();
    if (!registered.current() || !registered.bundle().equals(Optional.of(keyring.bundle()))) {
      return new Step.Register(keyring.bundle());
    }
    if (keyring.next().isPresent()) {
      return at(registered.since().plus(TRUST_SETTLES), now, new Step.Promote());
    }
    if (keyring.formerAuthority().isPresent()) {
      return at(keyring.servedSince().plus(SERVING_SETTLES), now, new Step.Retire());
    }
    return at(keyring.current().notAfter().minus(RENEW_BEFORE_END), now, new Step.Stage());
  }

  private static boolean isFit(Pair pair, String name, Instant now) {
    return pair.name().equals(name)
        && pair.notBefore().isBefore(now)
        && pair.notAfter().isAfter(now);
  }

  private static Step at(Instant due, Instant now, Step step) {
    if (!due.isAfter(now)) {
      return step;
    }
    var rest = Duration.between(now, due);
    return new Step.Rest(rest.compareTo(NEXT_LOOK) < 0 ? rest : NEXT_LOOK);
  }
}
