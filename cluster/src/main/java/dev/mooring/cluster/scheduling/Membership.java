package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.scheduling.model.GangId;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** Which gang a pod is of, and which queue it names, as the scheduler reads it. */
public final class Membership {
  /** Volcano's annotation, or label, of a pod for its queue. */
  public static final String QUEUE = "scheduling.volcano.sh/queue-name";

  private Membership() {}

  /** Volcano's group before the plugin's; a pod in neither is a gang of its own. */
  public static GangId gang(Pod pod) {
    var meta = pod.getMetadata();
    var group = Maps.of(meta.getAnnotations()).get(PodGroup.GROUP_NAME_ANNOTATION);
    if (group != null && !group.isEmpty()) {
      return new GangId(GangId.Kind.VOLCANO_POD_GROUP, meta.getNamespace(), group);
    }
    var plugin = Maps.of(meta.getLabels()).get(PluginPodGroup.GROUP_NAME_LABEL);
    return plugin == null || plugin.isEmpty()
        ? new GangId(GangId.Kind.POD, meta.getNamespace(), meta.getName())
        : new GangId(GangId.Kind.X_K8S_POD_GROUP, meta.getNamespace(), plugin);
  }

  /** Pods of a group should agree on its queue; if they do not, at least all say the same of it. */
  public static String first(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Named by the pod itself; its group's counts first. */
  public static Optional<String> queue(Pod pod) {
    var meta = pod.getMetadata();
    return Optional.ofNullable(Maps.of(meta.getAnnotations()).get(QUEUE))
        .or(() -> Optional.ofNullable(Maps.of(meta.getLabels()).get(QUEUE)));
  }
}
