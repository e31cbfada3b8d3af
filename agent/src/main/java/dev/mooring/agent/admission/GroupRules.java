package dev.mooring.agent.admission;

import dev.mooring.agent.admission.Ruling.Refused;
import dev.mooring.cluster.admission.KnownQueue;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupSpec;
import dev.mooring.crd.PodGroupStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which pod groups may be. */
final class GroupRules {
  private GroupRules() {}

  /**
   * Of one that is made. One that somebody owns was let in with its owner: an operator that makes
   * it again, for a job that was suspended, is not turned away by a queue that has closed since.
   */
  static Ruling check(PodGroup group, List<KnownQueue> known) {
    var spec = group.getSpec();
    var minimums = minimums(spec);
    if (minimums.isPresent()) {
      return minimums.get();
    }
    return group.getMetadata().getOwnerReferences().isEmpty()
        ? QueueRules.checkEntry(spec.queue(), known)
        : Ruling.ALLOWED;
  }

  /** Of one that is changed. */
  static Ruling checkChange(PodGroup before, PodGroup after, List<KnownQueue> known) {
    var minimums = minimums(after.getSpec());
    if (minimums.isPresent()) {
      return minimums.get();
    }
    var from = before.getSpec().queue();
    var to = after.getSpec().queue();
    if (from.equals(to)) {
      return Ruling.ALLOWED;
    }
    return waits(before)
        ? QueueRules.checkEntry(to, known)
        : new Refused(
            "PodGroup '%s' was let into queue '%s' already, and only one that is Pending can move; delete it, or its job, and submit it to '%s'"
                .formatted(after.getMetadata().getName(), from, to));
  }

  private static boolean waits(PodGroup group) {
    var status = Objects.requireNonNullElse(group.getStatus(), PodGroupStatus.NONE);
    var phase = status.phase();
    return switch (phase) {
      case PENDING -> status.plan() == null;
      case INQUEUE, RUNNING, UNKNOWN, COMPLETED -> false;
      case null -> true;
    };
  }

  private static Optional<Refused> minimums(PodGroupSpec spec) {
    var roles = spec.minTaskMember() == null ? Map.<String, Integer>of() : spec.minTaskMember();
    return roles.entrySet().stream()
        .filter(role -> role.getValue() < 0)
        .findFirst()
        .map(role ->
            new Refused(
                "spec.minTaskMember.%s is negative: %d; give the least number of its pods"
                    .formatted(role.getKey(), role.getValue())));
  }
}
