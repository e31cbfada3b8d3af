package dev.mooring.cluster.jobs;

import dev.mooring.cluster.Afterwards;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.EventLoop;
import dev.mooring.cluster.direct.DirectCalls;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Calls back for each job that something changed about: the job itself, its pods, services or what
 * else it owns. One call at a time for a job, several jobs at once. Thread-safe.
 */
public final class JobLoop implements AutoCloseable {
  private final EventLoop loop;
  private final DirectCalls direct;
  private final Afterwards afterwards;

  private JobLoop(EventLoop loop, DirectCalls direct, Afterwards afterwards) {
    this.loop = loop;
    this.direct = direct;
    this.afterwards = afterwards;
  }

  /**
   * What to do about a job.
   *
   * @param <J> the custom resource
   */
  public interface Pass<J extends HasMetadata> {
    /**
     * Returns when to look again although nothing changed; an exception means soon, and later each
     * time.
     */
    Optional<Duration> over(JobControl<J> job);

    /** A job was deleted; told once for each while the loop runs. */
    void gone(J job);
  }

  /**
   * Which objects the loop is about.
   *
   * @param operator value of the label training.kubeflow.org/operator-name on all that is made for
   *     the jobs
   * @param component who records the events
   * @param extras kinds of objects that the jobs own beside pods and services; with the same labels
   */
  public record Scope(
      String operator, String component, List<Class<? extends HasMetadata>> extras) {
    public Scope {
      extras = List.copyOf(extras);
    }
  }

  /**
   * Starts the loop over PyTorchJobs and returns once it has the first lists.
   *
   * @throws ClusterException when a first list fails
   */
  public static JobLoop overPyTorchJobs(Connection connection, Scope scope, Pass<PyTorchJob> pass) {
    return over(
        connection,
        scope,
        making -> new PyTorchJobReconciler(new Passes<>(PyTorchJob.class, scope, pass, making)));
  }

  /**
   * Starts the loop over TFJobs and returns once it has the first lists.
   *
   * @throws ClusterException when a first list fails
   */
  public static JobLoop overTFJobs(Connection connection, Scope scope, Pass<TFJob> pass) {
    return over(
        connection,
        scope,
        making -> new TFJobReconciler(new Passes<>(TFJob.class, scope, pass, making)));
  }

  /**
   * Starts the loop over MPIJobs and returns once it has the first lists.
   *
   * @throws ClusterException when a first list fails
   */
  public static JobLoop overMPIJobs(Connection connection, Scope scope, Pass<MPIJob> pass) {
    return over(
        connection,
        scope,
        making -> new MPIJobReconciler(new Passes<>(MPIJob.class, scope, pass, making)));
  }

  private static <J extends CustomResource<?, JobStatus>> JobLoop over(
      Connection connection, Scope scope, Function<Passes.Making, Reconciler<J>> reconciler) {
    var direct = DirectCalls.of(connection.client());
    var afterwards = new Afterwards();
    try {
      var making = new Passes.Making(direct, afterwards);
      var loop =
          EventLoop.start(
              connection, scope.component(), reconciler.apply(making), Passes::hasEnded);
      return new JobLoop(loop, direct, afterwards);
    } catch (ClusterException failed) {
      afterwards.close();
      direct.close();
      throw failed;
    }
  }

  /** Whether the watches stand. */
  public boolean isHealthy() {
    return loop.isHealthy();
  }

  @Override
  public void close() {
    loop.close();
    afterwards.close();
    direct.close();
  }
}
