package dev.mooring.training.manifest;

import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Who owns what is made for a job: Kubernetes deletes it with the job. */
public final class Owners {
  private Owners() {}

  public static OwnerReference of(JobRef job) {
    return new OwnerReferenceBuilder()
        .withApiVersion(job.apiVersion())
        .withKind(job.kind())
        .withName(job.name())
        .withUid(job.uid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** Of an object that a job owns: with the labels that the operator watches by. */
  public static ObjectMeta metadata(JobPlan plan, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(plan.job().namespace())
        .withLabels(Labels.of(plan))
        .withOwnerReferences(of(plan.job()))
        .build();
  }
}
