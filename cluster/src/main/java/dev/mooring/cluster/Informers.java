package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Local copies of what the API server holds, kept current by watches. */
public final class Informers {
  /** A first list of a large cluster takes seconds, on a busy one minutes; then it is wrong. */
  private static final Duration FIRST_LIST = Duration.ofMinutes(3);

  /**
   * Objects of one answer. Whole ones are many times what is remembered of them, and more of them
   * than a component has memory for may be there when it starts. The price: older API servers take
   * pages from etcd, where they have a whole list at hand.
   */
  public static final long PAGE = 500;

  private Informers() {}

  /**
   * Starts a copy and returns once it holds the first list. It survives broken watches, and events
   * that cannot be read: those are taken up again, or listed anew.
   *
   * @param what such as {@code
   *     client.pods().inAnyNamespace().withLabel("training.kubeflow.org/job-name")}
   * @param handler runs on the informer's own thread and must not block
   * @throws ClusterException when the first list fails or takes longer than 3 minutes
   */
  public static <T extends HasMetadata> SharedIndexInformer<T> start(
      Informable<T> what, ResourceEventHandler<? super T> handler) throws InterruptedException {
    return start(what, UnaryOperator.identity(), handler);
  }

  /**
   * Starts a copy that holds less.
   *
   * @param trimming returns what is to be remembered of an object, which may be the object itself
   *     with less in it; the handler is told of the object
   * @throws ClusterException when the first list fails or takes longer than 3 minutes
   */
  public static <T extends HasMetadata> SharedIndexInformer<T> start(
      Informable<T> what, UnaryOperator<T> trimming, ResourceEventHandler<? super T> handler)
      throws InterruptedException {
    return start(what, new SlimItemStore<>(trimming), handler);
  }

  /**
   * Starts a copy that holds little: whoever is told of the objects has his own.
   *
   * @param trimming returns what the handler is told of an object, which may be the object itself
   *     with less in it: until the last page of a first list has come all of them are remembered
   * @param outline returns what is remembered of an object after the handler was told of it; the
   *     names and version at least
   * @throws ClusterException when the first list fails or takes longer than 3 minutes
   */
  public static <T extends HasMetadata> SharedIndexInformer<T> outline(
      Informable<T> what,
      UnaryOperator<T> trimming,
      UnaryOperator<T> outline,
      ResourceEventHandler<T> handler)
      throws InterruptedException {
    var store = new SlimItemStore<>(trimming);
    return start(what, store, new Outlining<>(store, outline, handler));
  }

  /** Not before: of a first list the handler is told with what the store has. */
  private record Outlining<T extends HasMetadata>(
      SlimItemStore<T> store, UnaryOperator<T> outline, ResourceEventHandler<T> handler)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      handler.onAdd(added);
      store.reduce(added, outline.apply(added));
    }

    @Override
    public void onUpdate(T before, T after) {
      handler.onUpdate(before, after);
      store.reduce(after, outline.apply(after));
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {
      handler.onDelete(deleted, unknown);
    }
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> start(
      Informable<T> what, SlimItemStore<T> store, ResourceEventHandler<? super T> handler)
      throws InterruptedException {
    var informer = what.withLimit(PAGE).runnableInformer(0);
    informer.itemStore(store);
    informer.addEventHandler(handler);
    // One event that cannot be read would else end it for good: it lists anew instead.
    informer.exceptionHandler((started, failure) -> started || failure instanceof WatcherException);
    try {
      informer.start().toCompletableFuture().get(FIRST_LIST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      informer.stop();
      throw new ClusterException(
          ClusterException.Code.API,
          "The first list of %s failed: %s; check the component's rights and the API server"
              .formatted(informer.getApiTypeClass().getSimpleName(), failed.getMessage()),
          failed);
    } catch (TimeoutException late) {
      informer.stop();
      throw new ClusterException(
          ClusterException.Code.TIMEOUT,
          "The first list of %s took longer than %d s; check the API server"
              .formatted(informer.getApiTypeClass().getSimpleName(), FIRST_LIST.toSeconds()),
          late);
    }
    return informer;
  }
}
