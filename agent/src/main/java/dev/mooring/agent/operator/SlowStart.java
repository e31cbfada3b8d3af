package dev.mooring.agent.operator;

import dev.mooring.cluster.jobs.Creation;
import dev.mooring.cluster.jobs.JobControl;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one object, then two at once, four, and so on, as Kubernetes' own controllers do: where one
 * may not be made, as when a quota is used up, the others are not tried in vain.
 */
final class SlowStart {
  private SlowStart() {}

  /** Makes objects in their order; stops after the first batch that met an obstacle. */
  static List<Creation> make(JobControl<?> control, List<HasMetadata> objects) {
    var made = new ArrayList<Creation>();
    var from = 0;
    for (var size = 1; from < objects.size() && new Made(made).obstacles().isEmpty(); size *= 2) {
      var to = Math.min(objects.size(), from + size);
      made.addAll(control.create(objects.subList(from, to)));
      from = to;
    }
    return made;
  }
}
