package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Calls a reconciler for each object that something changed about: one call at a time for an
 * object, several objects at once, and again after a failure. Thread-safe.
 */
public final class EventLoop implements AutoCloseable {
  /** Passes wait for the API server most of the time; what they make is in memory meanwhile. */
  private static final int OBJECTS_AT_ONCE = 64;

  /**
   * An object is looked at twice in this time and then once for what has happened until its end: a
   * gang's pods tell of themselves in bursts.
   */
  private static final Duration BURST = Duration.ofMillis(200);

  /**
   * The library keeps each alarm until it would have gone off, also one that a later pass has
   * replaced: a job with a deadline of days would leave one for each of its passes. Shorter would
   * read jobs that have ended again and again until their time to live is over.
   */
  private static final Duration LONGEST_ALARM = Duration.ofMinutes(30);

  private final Operator operator;

  private EventLoop(Operator operator) {
    this.operator = operator;
  }

  /**
   * Starts and returns once the first lists are there.
   *
   * @param component who works, for the log
   * @param ended whether an object will hardly change any more, and can be remembered in little
   * @throws ClusterException when a first list fails
   */
  public static <P extends HasMetadata> EventLoop start(
      Connection connection,
      String component,
      Reconciler<P> reconciler,
      Predicate<? super P> ended) {
    var operator =
        new Operator(overrider ->
            overrider
                .withKubernetesClient(connection.client())
                .withCloseClientOnStop(false)
                .withResourceCloner(
                    new SharedSpec(connection.client().getKubernetesSerialization()))
                .withExecutorService(
                    Executors.newFixedThreadPool(OBJECTS_AT_ONCE, Thread.ofVirtual().factory()))
                .withUseSSAToPatchPrimaryResource(false));
    try {
      operator.register(
          reconciler,
          configuration ->
              configuration
                  .withName(component)
                  // A status that others change is looked at too: restarts are counted there.
                  .withGenerationAware(false)
                  // Else each pass sets an alarm for ten hours later.
                  .withReconciliationMaxInterval(null)
                  // Also when it is gone: deletions are counted.
                  .withTriggerReconcilerOnAllEvents(true)
                  .withInformerListLimit(Informers.PAGE)
                  .withRateLimiter(new LinearRateLimiter(BURST, 2))
                  .withItemStore(new SlimItemStore<>(UnaryOperator.identity(), ended))
                  .withRetry(
                      new GenericRetry()
                          .setInitialInterval(Duration.ofMillis(500))
                          .setMaxInterval(Duration.ofSeconds(30).toMillis())
                          .withoutMaxAttempts()));
      operator.start();
    } catch (OperatorException failed) {
      throw new ClusterException(
          ClusterException.Code.API,
          "The watches did not start: %s; check that cmaks-init-job has applied the CRDs, and the component's rights"
              .formatted(failed.getMessage()),
          failed);
    }
    return new EventLoop(operator);
  }

  /**
   * What a pass that wrote for itself ends with.
   *
   * @param again when to look at the object again without an event; it may be looked at sooner
   */
  public static <P extends HasMetadata> UpdateControl<P> done(Optional<Duration> again) {
    return again
        .map(wait -> wait.compareTo(LONGEST_ALARM) < 0 ? wait : LONGEST_ALARM)
        .map(wait -> UpdateControl.<P>noUpdate().rescheduleAfter(wait))
        .orElseGet(UpdateControl::noUpdate);
  }

  /** Whether the watches stand. */
  public boolean isHealthy() {
    return operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    operator.stop();
  }
}
