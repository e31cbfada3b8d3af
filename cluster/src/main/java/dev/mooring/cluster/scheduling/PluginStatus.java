package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroupStatus;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * The scheduler's part of the status of a group whose definition is somebody else's, and has no
 * field for it: it is kept in an annotation.
 */
final class PluginStatus {
  static final String ANNOTATION = "scheduling.mooring.dev/status";

  private PluginStatus() {}

  /** What somebody else has written there and nobody can read counts as nothing. */
  static PodGroupStatus of(PluginPodGroup group) {
    var written = Maps.of(group.getMetadata().getAnnotations()).get(ANNOTATION);
    if (written == null) {
      return PodGroupStatus.NONE;
    }
    try {
      return Serialization.unmarshal(written, PodGroupStatus.class);
    } catch (IllegalArgumentException unreadable) {
      return PodGroupStatus.NONE;
    }
  }

  static String written(PodGroupStatus status) {
    return Serialization.asJson(status);
  }
}
