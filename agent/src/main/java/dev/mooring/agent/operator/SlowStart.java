package dev.mooring.agent.operator;

import dev.mooring.cluster.jobs.Creation;
import dev.mooring.cluster.jobs.JobControl;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one replica, then two at once, four, and so on, as Kubernetes' own controllers do: where
 * one may not be made, as when a quota is used up, the others are not tried in vain.
 */
final class SlowStart {
  private SlowStart() {}

  /**
   * Makes what belongs to replicas; stops after the first batch that met an obstacle.
   *
   * @param replicas the objects of each, which are made together
   */
  static List<Creation> make(JobControl<?> control, List<List<HasMetadata>> replicas) {
    var made = new ArrayList<Creation>();
    var from = 0;
    for (var size = 1; from < replicas.size() && new Made(made).obstacles().isEmpty(); size *= 2) {
      var to = Math.min(replicas.size(), from + size);
      made.addAll(
          control.create(replicas.subList(from, to).stream().flatMap(List::stream).toList()));
      from = to;
    }
    return made;
  }
}
