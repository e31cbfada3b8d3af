package dev.mooring.cluster.aml;

import dev.mooring.cluster.Events;
import dev.mooring.cluster.jobs.Creation;
import dev.mooring.cluster.jobs.JobEventLog;
import dev.mooring.cluster.jobs.OwnedObjects;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Optional;

/** An AmlJob over the operator SDK's caches and the API server; used by one pass, by one thread. */
final class Fabric8AmlJobControl implements AmlJobControl {
  private final AmlJob job;
  private final Context<AmlJob> context;
  private final OwnedObjects<AmlJobStatus, AmlJob> objects;
  private final JobEventLog events;

  Fabric8AmlJobControl(AmlJob job, Context<AmlJob> context, String component) {
    this.job = job;
    this.context = context;
    this.objects = new OwnedObjects<>(job, context);
    this.events = new JobEventLog(job, new Events(context.getClient(), component));
  }

  @Override
  public AmlJob job() {
    return job;
  }

  @Override
  public Optional<PyTorchJob> training() {
    return objects.ours(PyTorchJob.class).findFirst();
  }

  @Override
  public Optional<PyTorchJob> fetchTraining() {
    var name = job.getMetadata().getName();
    try {
      return Optional.ofNullable(
              context
                  .getClient()
                  .resources(PyTorchJob.class)
                  .inNamespace(job.getMetadata().getNamespace())
                  .withName(name)
                  .get())
          .filter(objects::isOurs);
    } catch (KubernetesClientException refused) {
      throw OwnedObjects.failed("read PyTorchJob " + name, refused);
    }
  }

  /** They belong to the training job, which may be gone before them; the label stays. */
  @Override
  public List<Pod> pods() {
    var uid = job.getMetadata().getUid();
    return context.getSecondaryResources(Pod.class).stream()
        .filter(pod -> uid.equals(pod.getMetadata().getLabels().get(AmlJob.UID_LABEL)))
        .toList();
  }

  @Override
  public Creation create(PyTorchJob training) {
    return objects.create(training);
  }

  @Override
  public boolean save(AmlJobStatus before, AmlJobStatus next) {
    return objects.save(before, next, AmlJobStatus.NONE);
  }

  @Override
  public void delete(PyTorchJob training) {
    objects.delete(training);
  }

  @Override
  public void record(boolean warning, String reason, String message) {
    events.record(warning, reason, message);
  }
}
