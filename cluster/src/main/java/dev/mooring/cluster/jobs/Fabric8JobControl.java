package dev.mooring.cluster.jobs;

import dev.mooring.cluster.Events;
import dev.mooring.cluster.Parallel;
import dev.mooring.cluster.jobs.JobLoop.Scope;
import dev.mooring.crd.JobStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** A job over the operator SDK's caches and the API server; used by one pass, by one thread. */
final class Fabric8JobControl<J extends CustomResource<?, JobStatus>> implements JobControl<J> {
  /** Requests of one pass under way at once. */
  private static final int REQUESTS_AT_ONCE = Crowd.PODS_OF_A_FEW;

  /** As much as the kubelet takes of a log for a termination message. */
  private static final int LAST_WORDS_BYTES = 2048;

  private static final int LAST_WORDS_LINES = 80;

  private final J job;
  private final Context<J> context;
  private final Scope scope;
  private final OwnedObjects<JobStatus, J> owned;
  private final JobEventLog events;
  private final Passes.Making making;

  /**
   * A job in a pass.
   *
   * @param making of all jobs together
   */
  Fabric8JobControl(J job, Context<J> context, Scope scope, Passes.Making making) {
    this.making = making;
    this.job = job;
    this.context = context;
    this.scope = scope;
    this.owned = new OwnedObjects<>(job, context);
    this.events =
        new JobEventLog(
            job, new Events(context.getClient(), scope.component(), making.afterwards()));
  }

  @Override
  public J job() {
    return job;
  }

  @Override
  public Owned owned() {
    List<HasMetadata> extras = scope.extras().stream().<HasMetadata>flatMap(owned::ours).toList();
    return new Owned(
        owned.ours(Pod.class).toList(),
        owned.ours(Service.class).toList(),
        extras,
        dependents(extras));
  }

  private List<Pod> dependents(List<HasMetadata> extras) {
    var owners = extras.stream().map(extra -> extra.getMetadata().getUid()).toList();
    return context.getSecondaryResources(Pod.class).stream()
        .filter(pod ->
            pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> owners.contains(reference.getUid())))
        .toList();
  }

  @Override
  public boolean isCrowded() {
    return making.crowd().isCrowded();
  }

  @Override
  public List<Creation> create(List<? extends HasMetadata> objects) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return new Parallel(threads, REQUESTS_AT_ONCE)
          .all(objects.stream().map(object -> (Callable<Creation>) () -> create(object)).toList());
    }
  }

  private Creation create(HasMetadata object) throws InterruptedException {
    return switch (object) {
      case Service service -> making.crowd().service(() -> owned.create(service));
      case Pod pod -> making.crowd().pod(() -> owned.create(pod, () -> made(pod)));
      default -> making.crowd().object(() -> owned.create(object));
    };
  }

  /**
   * There may be thousands of them. No pass reads of a pod what the API server adds until it has a
   * node, nor what was asked for; see {@link Trimming}.
   */
  private Pod made(Pod pod) {
    return making
        .direct()
        .created(pod)
        .map(metadata -> new PodBuilder().withMetadata(metadata).withNewSpec().endSpec().build())
        .orElseGet(() -> context.getClient().resource(pod).create());
  }

  @Override
  public Creation write(HasMetadata extra) {
    var name = extra.getMetadata().getName();
    var there =
        owned
            .ours(extra.getClass())
            .filter(object -> object.getMetadata().getName().equals(name))
            .findFirst();
    if (there.isEmpty()) {
      return owned.create(extra);
    }
    var what = extra.getKind() + " " + name;
    try {
      context
          .getClient()
          .resource((HasMetadata) there.get())
          .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(extra));
      return new Creation.Present(what);
    } catch (KubernetesClientException refused) {
      throw OwnedObjects.failed("update " + what, refused);
    }
  }

  @Override
  public boolean save(JobStatus before, JobStatus next) {
    return owned.save(before, next, JobStatus.NONE);
  }

  @Override
  public void deletePods(Set<String> uids) {
    owned
        .ours(Pod.class)
        .filter(pod -> uids.contains(pod.getMetadata().getUid()))
        .forEach(owned::delete);
  }

  @Override
  public void deleteServices(Set<String> names) {
    owned
        .ours(Service.class)
        .filter(service -> names.contains(service.getMetadata().getName()))
        .forEach(owned::delete);
  }

  @Override
  public void deleteExtras(List<HasMetadata> extras) {
    extras.forEach(owned::delete);
  }

  @Override
  public void deleteJob() {
    owned.delete(job);
  }

  @Override
  public Optional<StartTrouble> startTrouble(String podUid) {
    try {
      return events.startTrouble(podUid);
    } catch (KubernetesClientException refused) {
      throw OwnedObjects.failed(
          "read the events of a pod of " + job.getMetadata().getName(), refused);
    }
  }

  @Override
  public String lastWords(String pod, String container) {
    try {
      return context
          .getClient()
          .pods()
          .inNamespace(job.getMetadata().getNamespace())
          .withName(pod)
          .inContainer(container)
          .limitBytes(LAST_WORDS_BYTES)
          .tailingLines(LAST_WORDS_LINES)
          .getLog();
    } catch (KubernetesClientException unreadable) {
      return "";
    }
  }

  @Override
  public void record(boolean warning, String reason, String message) {
    events.record(warning, reason, message);
  }
}
