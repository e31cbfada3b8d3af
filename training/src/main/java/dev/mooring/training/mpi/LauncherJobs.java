package dev.mooring.training.mpi;

import dev.mooring.training.JobPlan;
import dev.mooring.training.Replica;
import dev.mooring.training.manifest.Owners;
import dev.mooring.training.manifest.Pods;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;

/**
 * The batch Job of a launcher. Deadline and time to live are not handed on: they are the MPIJob's,
 * and a Job that is deleted before its end was seen would run again.
 */
final class LauncherJobs {
  private LauncherJobs() {}

  static Job of(JobPlan plan, Replica launcher) {
    var pod = Pods.of(plan, launcher);
    return new JobBuilder()
        .withMetadata(Owners.metadata(plan, launcher.name()))
        .withNewSpec()
        .withBackoffLimit(plan.policy().backoffLimit())
        // So that two mpiruns never start processes in the same workers.
        .withPodReplacementPolicy("Failed")
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(pod.getMetadata().getLabels())
        .withAnnotations(pod.getMetadata().getAnnotations())
        .endMetadata()
        .withSpec(pod.getSpec())
        .endTemplate()
        .endSpec()
        .build();
  }
}
