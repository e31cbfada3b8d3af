package dev.mooring.cluster.jobs;

import dev.mooring.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What belongs to one custom resource, over the operator SDK's caches and the API server, for one
 * pass. Thread-safe.
 *
 * @param <S> the status of the owner
 */
public record OwnedObjects<S, P extends CustomResource<?, S>>(P owner, Context<P> context) {
  private static final int UNPROCESSABLE = 422;

  /** From the cache; by the owner's uid, so not those of an earlier one of its name. */
  public <R extends HasMetadata> Stream<R> ours(Class<R> type) {
    return context.getSecondaryResources(type).stream().filter(this::isOurs);
  }

  public boolean isOurs(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> owner.getMetadata().getUid().equals(reference.getUid()));
  }

  /** Makes it by the client. */
  public <R extends HasMetadata> Creation create(R object) {
    return create(object, () -> context.getClient().resource(object).create());
  }

  /**
   * Makes it.
   *
   * @param making returns it as it is then
   */
  <R extends HasMetadata> Creation create(R object, Supplier<R> making) {
    var what = object.getKind() + " " + object.getMetadata().getName();
    try {
      remember(making.get());
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
      if (refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        // Who may make Secrets and not read them takes one of the right name for its own.
        return new Creation.Present(what);
      }
      throw failed("read " + what, refused);
    }
  }

  /** So that the next pass sees what this one made, even when it comes before the watch's event. */
  @SuppressWarnings("unchecked") // The source is registered under the class of the object.
  private <R extends HasMetadata> void remember(R made) {
    var source = context.eventSourceRetriever().getEventSourceFor((Class<R>) made.getClass());
    if (source instanceof InformerEventSource<R, P> informer) {
      informer.handleRecentResourceCreate(ResourceID.fromResource(made), made);
    }
  }

  /** Deletes it as it was seen, and only so. */
  public void delete(HasMetadata object) {
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

  /**
   * Writes the owner's status if and only if it still is the one that the decision was made from.
   *
   * @param none what an absent status counts as
   * @return false if it is not; the owner is then seen again
   */
  public boolean save(S before, S next, S none) {
    try {
      PrimaryUpdateAndCacheUtils.updateStatusAndCacheResource(
          owner,
          context,
          current -> {
            if (!before.equals(Objects.requireNonNullElse(current.getStatus(), none))) {
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
      throw failed("write the status of " + owner.getMetadata().getName(), refused);
    }
  }

  /** Leaves the SDK's retry, which only returns or throws. */
  private static final class StatusChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static String said(KubernetesClientException refused) {
    var status = refused.getStatus();
    return status == null || status.getMessage() == null
        ? String.valueOf(refused.getMessage())
        : status.getMessage();
  }

  /** What is thrown when the API server does not do what every pass needs. */
  public static ClusterException failed(String what, KubernetesClientException refused) {
    return new ClusterException(
        ClusterException.Code.API, "Could not %s: %s".formatted(what, said(refused)), refused);
  }
}
