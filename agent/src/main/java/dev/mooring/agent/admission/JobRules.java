package dev.mooring.agent.admission;

import dev.mooring.agent.admission.Ruling.Refused;
import dev.mooring.cluster.admission.KnownQueue;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Queue;
import dev.mooring.crd.TFJob;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobRef;
import dev.mooring.training.Planned;
import dev.mooring.training.aml.AmlTraining;
import dev.mooring.training.mpi.Mpi;
import dev.mooring.training.pytorch.PyTorch;
import dev.mooring.training.tensorflow.TensorFlow;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs may be: those that their operator would carry out, by its own rules.
 *
 * @param gangs how the operators tell the scheduler of gangs
 */
record JobRules(PyTorch pytorch, TensorFlow tensorflow, Mpi mpi, GangFrontEnd gangs) {

  static JobRules of(GangFrontEnd gangs, String launcherImage, String clusterDomain) {
    return new JobRules(
        new PyTorch(gangs),
        new TensorFlow(gangs, clusterDomain),
        new Mpi(gangs, launcherImage, clusterDomain),
        gangs);
  }

  Ruling check(PyTorchJob job, List<KnownQueue> known, boolean isNew) {
    return check(pytorch, job, known, isNew);
  }

  Ruling check(TFJob job, List<KnownQueue> known, boolean isNew) {
    return check(tensorflow, job, known, isNew);
  }

  Ruling check(MPIJob job, List<KnownQueue> known, boolean isNew) {
    return check(mpi, job, known, isNew);
  }

  /** By what it becomes. */
  Ruling check(AmlJob job, List<KnownQueue> known, boolean isNew) {
    identify(job.getMetadata());
    var training = AmlTraining.of(job);
    training.getMetadata().setOwnerReferences(List.of());
    return check(pytorch, training, known, isNew);
  }

  private <S, J extends CustomResource<S, ?>> Ruling check(
      JobKind<S> kind, J job, List<KnownQueue> known, boolean isNew) {
    var policy = kind.runPolicy(job.getSpec());
    if (policy.managedElsewhere()) {
      return Ruling.ALLOWED;
    }
    return switch (kind.plan(reference(job), job.getSpec())) {
      case Planned.Refused refused ->
          new Refused("%s; correct it and submit the job again".formatted(refused.message()));
      case Planned.Accepted _ -> {
        var queue = Objects.requireNonNullElse(policy.schedulingPolicy().queue(), Queue.DEFAULT);
        yield isNew && asksForAQueue(job)
            ? QueueRules.checkEntry(queue.isEmpty() ? Queue.DEFAULT : queue, known)
            : Ruling.ALLOWED;
      }
    };
  }

  /** One that somebody owns was let in with its owner. */
  private boolean asksForAQueue(HasMetadata job) {
    return switch (gangs.api()) {
      case OURS, VOLCANO -> job.getMetadata().getOwnerReferences().isEmpty();
      case SCHEDULER_PLUGINS, NONE -> false;
    };
  }

  private static JobRef reference(HasMetadata job) {
    var metadata = job.getMetadata();
    identify(metadata);
    return new JobRef(
        job.getApiVersion(),
        job.getKind(),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid());
  }

  /** The API server may name it later; what is planned only needs some name. */
  private static void identify(ObjectMeta metadata) {
    metadata.setName(orSome(metadata.getName()));
    metadata.setNamespace(orSome(metadata.getNamespace()));
    metadata.setUid(orSome(metadata.getUid()));
  }

  private static String orSome(@Nullable String text) {
    return text == null || text.isEmpty() ? "unnamed" : text;
  }
}
