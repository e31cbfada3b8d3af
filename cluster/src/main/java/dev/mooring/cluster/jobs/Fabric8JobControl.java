package dev.mooring.cluster.jobs;

import dev.mooring.cluster.ClusterException;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PodGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** A job over the operator SDK's caches and the API server; used by one pass, by one thread. */
final class Fabric8JobControl<J extends CustomResource<?, JobStatus>> implements JobControl<J> {
  private static final int UNPROCESSABLE = 422;

  /** Requests of one pass under way at once; the API server queues what is more. */
  private static final int REQUESTS_AT_ONCE = 32;

  private final J job;
  private final Context<J> context;
  private final JobEventLog events;

  Fabric8JobControl(J job, Context<J> context, String component) {
    this.job = job;
    this.context = context;
    this.events = new JobEventLog(context.getClient(), job, component);
  }

  @Override
  public J job() {
    return job;
  }

  @Override
  public Owned owned() {
    return new Owned(
        ours(Pod.class).toList(), ours(Service.class).toList(), ours(PodGroup.class).findFirst());
  }

  private <R extends HasMetadata> Stream<R> ours(Class<R> type) {
    return context.getSecondaryResources(type).stream().filter(this::isOurs);
  }

  private boolean isOurs(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> job.getMetadata().getUid().equals(owner.getUid()));
  }

  @Override
  public List<Creation> create(List<? extends HasMetadata> objects) {
    var free = new Semaphore(REQUESTS_AT_ONCE);
    return atOnce(
        objects.stream()
            .map(object ->
                (Callable<Creation>)
                    () -> {
                      free.acquire();
                      try {
                        return create(object);
                      } finally {
                        free.release();
                      }
                    })
            .toList());
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (var future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ClusterException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          ClusterException.Code.API, "Stopped while objects were being made", stopped);
    }
  }

  private <R extends HasMetadata> Creation create(R object) {
    var what = object.getKind() + " " + object.getMetadata().getName();
    try {
      remember(context.getClient().resource(object).create());
      return new Creation.Created(what);
    } catch (KubernetesClientException refused) {
      return switch (refused.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> whose(object, what);
        case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
            new Creation.Invalid(what, said(refused));
        case HttpURLConnection.HTTP_FORBIDDEN -> new Creation.Forbidden(what, said(refused));
        default -> throw failed("create " + what, refused);
      };
    }
  }

  private Creation whose(HasMetadata object, String what) {
    try {
      var there = context.getClient().resource(object).get();
      return there == null || isOurs(there) ? new Creation.Present(what) : new Creation.Taken(what);
    } catch (KubernetesClientException refused) {
      throw failed("read " + what, refused);
    }
  }

  /** So that the next pass sees what this one made, even when it comes before the watch's event. */
  @SuppressWarnings("unchecked") // The source is registered under the class of the object.
  private <R extends HasMetadata> void remember(R made) {
    var source = context.eventSourceRetriever().getEventSourceFor((Class<R>) made.getClass());
    if (source instanceof InformerEventSource<R, J> informer) {
      informer.handleRecentResourceCreate(ResourceID.fromResource(made), made);
    }
  }

  @Override
  public Creation write(PodGroup group) {
    var there = ours(PodGroup.class).findFirst();
    if (there.isEmpty()) {
      return create(group);
    }
    var what = "PodGroup " + group.getMetadata().getName();
    try {
      context
          .getClient()
          .resource(there.get())
          .edit(current -> {
            current.setSpec(group.getSpec());
            return current;
          });
      return new Creation.Present(what);
    } catch (KubernetesClientException refused) {
      throw failed("update " + what, refused);
    }
  }

  @Override
  public boolean save(JobStatus before, JobStatus next) {
    try {
      PrimaryUpdateAndCacheUtils.updateStatusAndCacheResource(
          job,
          context,
          current -> {
            if (!before.equals(Objects.requireNonNullElse(current.getStatus(), JobStatus.NONE))) {
              throw new StatusChangedException();
            }
            current.setStatus(next);
            return current;
          });
      return true;
    } catch (StatusChangedException changed) {
      return false;
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw failed("write the status of " + job.getMetadata().getName(), refused);
    }
  }

  /** Leaves the SDK's retry, which only returns or throws. */
  private static final class StatusChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void deletePods(Set<String> uids) {
    ours(Pod.class).filter(pod -> uids.contains(pod.getMetadata().getUid())).forEach(this::delete);
  }

  @Override
  public void deleteServices(Set<String> names) {
    ours(Service.class)
        .filter(service -> names.contains(service.getMetadata().getName()))
        .forEach(this::delete);
  }

  @Override
  public void deleteGroup() {
    ours(PodGroup.class).forEach(this::delete);
  }

  private void delete(HasMetadata object) {
    try {
      context
          .getClient()
          .resource(object)
          .lockResourceVersion(object.getMetadata().getResourceVersion())
          .delete();
    } catch (KubernetesClientException refused) {
      // Changed since it was seen: the event of that change starts the next pass.
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT
          && refused.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw failed(
            "delete %s %s".formatted(object.getKind(), object.getMetadata().getName()), refused);
      }
    }
  }

  @Override
  public Optional<StartTrouble> startTrouble(String podUid) {
    try {
      return events.startTrouble(podUid);
    } catch (KubernetesClientException refused) {
      throw failed("read the events of a pod of " + job.getMetadata().getName(), refused);
    }
  }

  @Override
  public void record(boolean warning, String reason, String message) {
    events.record(warning, reason, message);
  }

  private static String said(KubernetesClientException refused) {
    var status = refused.getStatus();
    return status == null || status.getMessage() == null
        ? String.valueOf(refused.getMessage())
        : status.getMessage();
  }

  private static ClusterException failed(String what, KubernetesClientException refused) {
    return new ClusterException(
        ClusterException.Code.API, "Could not %s: %s".formatted(what, said(refused)), refused);
  }
}
