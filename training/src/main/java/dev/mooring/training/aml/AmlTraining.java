package dev.mooring.training.aml;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.CleanPodPolicy;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.PyTorchJobSpec;
import dev.mooring.crd.ReplicaSpec;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RunPolicy;
import dev.mooring.crd.SchedulingPolicy;
import dev.mooring.crd.TrainingRef;
import dev.mooring.training.JobRef;
import dev.mooring.training.manifest.Owners;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/**
 * The PyTorchJob that an AmlJob becomes; the same specification always gives the same one.
 *
 * <p>Its {@code nprocPerNode} is not set: the launcher starts the processes of a pod, and takes
 * WORLD_SIZE and RANK as counts of pods.
 */
public final class AmlTraining {
  private AmlTraining() {}

  public static PyTorchJob of(AmlJob job) {
    var training = new PyTorchJob();
    training.setMetadata(
        new ObjectMetaBuilder()
            .withName(job.getMetadata().getName())
            .withNamespace(job.getMetadata().getNamespace())
            .withLabels(AmlPods.labels(job))
            .withOwnerReferences(Owners.of(reference(job)))
            .build());
    var template = AmlPods.template(job);
    var instances = job.getSpec().instanceCount();
    training.setSpec(
        new PyTorchJobSpec(
            null,
            null,
            instances == 1
                ? Map.of(PyTorchJobSpec.MASTER, replicas(1, template))
                : Map.of(
                    PyTorchJobSpec.MASTER,
                    replicas(1, template),
                    PyTorchJobSpec.WORKER,
                    replicas(instances - 1, template)),
            new RunPolicy(
                CleanPodPolicy.RUNNING,
                null,
                null,
                null,
                new SchedulingPolicy(instances, job.getSpec().queue(), null, null, null),
                false,
                null,
                null)));
    return training;
  }

  /** A command that fails has failed the job: it is the user's to say whether to try again. */
  private static ReplicaSpec replicas(int count, Map<String, Object> template) {
    return new ReplicaSpec(count, RestartPolicy.NEVER, template);
  }

  private static JobRef reference(AmlJob job) {
    return new JobRef(
        job.getApiVersion(),
        job.getKind(),
        job.getMetadata().getNamespace(),
        job.getMetadata().getName(),
        job.getMetadata().getUid());
  }

  static TrainingRef name(AmlJob job) {
    return new TrainingRef("PyTorchJob", job.getMetadata().getName());
  }

  /** The pod whose end is the job's. */
  static String leader(AmlJob job) {
    return job.getMetadata().getName() + "-master-0";
  }
}
