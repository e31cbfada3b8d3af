package dev.mooring.training.manifest;

import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PluginPodGroupSpec;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupSpec;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The gang of a job, as the scheduler knows it. */
public final class PodGroups {
  private PodGroups() {}

  /** The kind that a front end has; empty where the scheduler knows no gangs. */
  public static Optional<Class<? extends HasMetadata>> type(GangFrontEnd frontEnd) {
    return switch (frontEnd.api()) {
      case OURS, VOLCANO -> Optional.of(PodGroup.class);
      case SCHEDULER_PLUGINS -> Optional.of(PluginPodGroup.class);
      case NONE -> Optional.empty();
    };
  }

  /** Whether it is a gang, of either kind. */
  public static boolean isOne(HasMetadata extra) {
    return extra instanceof PodGroup || extra instanceof PluginPodGroup;
  }

  /** Empty where the scheduler knows no gangs. */
  public static Optional<HasMetadata> of(JobPlan plan) {
    return switch (plan.gang().frontEnd().api()) {
      case OURS, VOLCANO -> Optional.of(volcano(plan));
      case SCHEDULER_PLUGINS -> Optional.of(plugin(plan));
      case NONE -> Optional.empty();
    };
  }

  private static PodGroup volcano(JobPlan plan) {
    var group = new PodGroup();
    group.setMetadata(Owners.metadata(plan, plan.job().name()));
    group.setSpec(
        new PodGroupSpec(
            plan.gang().minMember(),
            plan.gang().queue(),
            resources(plan),
            plan.gang().priorityClass().orElse(null)));
    return group;
  }

  private static PluginPodGroup plugin(JobPlan plan) {
    var group = new PluginPodGroup();
    group.setMetadata(Owners.metadata(plan, plan.job().name()));
    group.setSpec(
        new PluginPodGroupSpec(
            plan.gang().minMember(), resources(plan), plan.gang().timeoutSeconds().orElse(null)));
    return group;
  }

  private static @Nullable Map<String, Quantity> resources(JobPlan plan) {
    return plan.gang().minResources().isEmpty() ? null : plan.gang().minResources();
  }

  /**
   * Makes a pod a member of the gang, placed by the scheduler that knows gangs.
   *
   * @param role in lower case
   */
  static void join(JobPlan plan, String role, ObjectMetaBuilder pod, PodSpec spec) {
    var job = plan.job().name();
    var frontEnd = plan.gang().frontEnd();
    switch (frontEnd.api()) {
      case NONE -> {
        return;
      }
      case OURS -> pod.addToAnnotations(PodGroup.GROUP_NAME_ANNOTATION, job);
      case VOLCANO ->
          pod.addToAnnotations(PodGroup.GROUP_NAME_ANNOTATION, job)
              .addToAnnotations(PodGroup.TASK_ANNOTATION, role);
      case SCHEDULER_PLUGINS -> pod.addToLabels(PluginPodGroup.GROUP_NAME_LABEL, job);
    }
    spec.setSchedulerName(frontEnd.scheduler());
  }
}
