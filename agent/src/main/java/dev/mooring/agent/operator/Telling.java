package dev.mooring.agent.operator;

import dev.mooring.cluster.jobs.JobControl;
import dev.mooring.training.Decision.Clearing;
import dev.mooring.training.SeenPod;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Events about what was made and deleted: one for all of a kind, where upstream has one for each.
 */
final class Telling {
  private static final int NAMES_IN_AN_EVENT = 10;

  private Telling() {}

  static void made(JobControl<?> control, Made made) {
    var pods = made.created("Pod");
    if (!pods.isEmpty()) {
      control.record(false, "SuccessfulCreatePod", "Created pods: " + names(pods));
    }
  }

  static void cleared(JobControl<?> control, Clearing clearing) {
    var pods = clearing.pods().stream().map(SeenPod::name).sorted().toList();
    if (!pods.isEmpty()) {
      control.record(false, "SuccessfulDeletePod", "Deleted pods: " + names(pods));
    }
    var groups = groups(clearing);
    if (!groups.isEmpty()) {
      control.record(false, "SuccessfulDeletePodGroup", "Deleted PodGroup: " + names(groups));
    }
  }

  static List<String> groups(Clearing clearing) {
    return clearing.extras().stream()
        .filter(extra -> extra.getKind().equals("PodGroup"))
        .map(extra -> extra.getMetadata().getName())
        .toList();
  }

  private static String names(List<String> all) {
    var more = all.size() - NAMES_IN_AN_EVENT;
    return all.stream().limit(NAMES_IN_AN_EVENT).collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
