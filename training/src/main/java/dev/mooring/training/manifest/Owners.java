package dev.mooring.training.manifest;

import dev.mooring.training.JobRef;
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
}
