package dev.mooring.cluster.jobs;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.SlimItemStore;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls back for each job that something changed about: the job itself, its pods, services or
 * PodGroup. One call at a time for a job, several jobs at once. Thread-safe.
 */
public final class JobLoop implements AutoCloseable {
  /** Passes wait for the API server most of the time. */
  private static final int JOBS_AT_ONCE = 8;

  private final Operator operator;

  private JobLoop(Operator operator) {
    this.operator = operator;
  }

  /**
   * What to do about a job.
   *
   * @param <J> the custom resource
   */
  @FunctionalInterface
  public interface Pass<J extends HasMetadata> {
    /**
     * Returns when to look again although nothing changed; an exception means soon, and later each
     * time.
     */
    Optional<Duration> over(JobControl<J> job);
  }

  /**
   * Which objects the loop is about.
   *
   * @param operator value of the label training.kubeflow.org/operator-name on all that is made for
   *     the jobs
   * @param component who records the events
   */
  public record Scope(String operator, String component) {}

  /**
   * Starts the loop over PyTorchJobs and returns once it has the first lists.
   *
   * @throws ClusterException when a first list fails
   */
  public static JobLoop overPyTorchJobs(Connection connection, Scope scope, Pass<PyTorchJob> pass) {
    var passes = new Passes<>(PyTorchJob.class, scope, pass);
    return start(connection, scope, new PyTorchJobReconciler(passes));
  }

  private static <J extends CustomResource<?, JobStatus>> JobLoop start(
      Connection connection, Scope scope, Reconciler<J> reconciler) {
    var operator =
        new Operator(overrider ->
            overrider
                .withKubernetesClient(connection.client())
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(JOBS_AT_ONCE)
                .withUseSSAToPatchPrimaryResource(false));
    try {
      operator.register(
          reconciler,
          configuration ->
              configuration
                  .withName(scope.component())
                  // A status that others change is looked at too: restarts are counted there.
                  .withGenerationAware(false)
                  .withItemStore(new SlimItemStore<>())
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
    return new JobLoop(operator);
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
