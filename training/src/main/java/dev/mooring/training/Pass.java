package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Restarts;
import dev.mooring.training.manifest.PodGroups;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one decision is made from.
 *
 * @param before the status as it was last written
 * @param now in whole seconds, as Kubernetes keeps times
 */
record Pass(JobPlan plan, JobStatus before, Seen seen, Instant now) {

  /** Names of the pods that the plan has. */
  Set<String> names() {
    return plan.replicas().stream().map(Replica::name).collect(Collectors.toSet());
  }

  /** Pods that the operator takes away are still in the way of new ones. */
  boolean isClearing() {
    return seen.ofPlan(plan).values().stream().anyMatch(seen::isTaken);
  }

  /** All that the job owns beside pods and services, the gang first. */
  List<Extra> extras() {
    return Stream.concat(
            PodGroups.of(plan).map(group -> new Extra.Kept(group, Extra.Lifetime.ACTIVE)).stream(),
            plan.rules().extras(plan, seen).stream())
        .toList();
  }

  /**
   * Extras that are there and should not be.
   *
   * @param lasting which of those that are listed should
   */
  List<HasMetadata> unwanted(EnumSet<Extra.Lifetime> lasting) {
    var wanted = extras().stream().filter(extra -> lasting.contains(extra.lifetime())).toList();
    return seen.extras().stream()
        .filter(there -> there.getMetadata().getDeletionTimestamp() == null)
        .filter(there -> wanted.stream().noneMatch(extra -> extra.is(there)))
        .toList();
  }

  /**
   * The restarts with pods that are taken away.
   *
   * @param retries how many retries that is
   */
  @Nullable Restarts taking(Collection<SeenPod> pods, int retries) {
    var turnedAway = Turning.next(this);
    if (pods.stream().allMatch(seen::isTaken) && turnedAway.equals(seen.restarts().turnedAway())) {
      return before.restarts();
    }
    var replaced = new HashMap<>(seen.restarts().replaced());
    pods.forEach(pod -> replaced.put(pod.name(), pod.uid()));
    return new Restarts(seen.restarts().count() + retries, replaced, turnedAway);
  }

  /**
   * The status to write: the one before where nothing changed, else with the time of the change.
   */
  JobStatus stamped(JobStatus next) {
    var same = next.withLastReconcileTime(before.lastReconcileTime());
    return same.equals(before) ? before : next.withLastReconcileTime(now);
  }

  /** Such as {@code PyTorchJobRunning}. */
  String reason(String what) {
    return plan.job().kind() + what;
  }

  String says(String what) {
    return "%s %s is %s".formatted(plan.job().kind(), plan.job().name(), what);
  }
}
