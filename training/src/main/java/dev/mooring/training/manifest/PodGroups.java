package dev.mooring.training.manifest;

import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupSpec;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Labels;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** The gang of a job, as the scheduler knows it. */
public final class PodGroups {
  private PodGroups() {}

  public static PodGroup of(JobPlan plan) {
    var group = new PodGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withName(plan.job().name())
            .withNamespace(plan.job().namespace())
            .withLabels(Labels.of(plan))
            .withOwnerReferences(Owners.of(plan.job()))
            .build());
    group.setSpec(
        new PodGroupSpec(
            plan.gang().minMember(),
            plan.gang().queue(),
            plan.gang().priorityClass().orElse(null)));
    return group;
  }
}
