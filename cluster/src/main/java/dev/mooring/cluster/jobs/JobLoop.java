package dev.mooring.cluster.jobs;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.EventLoop;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Calls back for each job that something changed about: the job itself, its pods, services or what
 * else it owns. One call at a time for a job, several jobs at once. Thread-safe.
 */
public final class JobLoop implements AutoCloseable {
  private final EventLoop loop;

  private JobLoop(EventLoop loop) {
    this.loop = loop;
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
   * @throws dev.mooring.cluster.ClusterException when a first list fails
   */
  public static JobLoop overPyTorchJobs(Connection connection, Scope scope, Pass<PyTorchJob> pass) {
    var passes = new Passes<>(PyTorchJob.class, scope, pass);
    return new JobLoop(
        EventLoop.start(
            connection, scope.component(), new PyTorchJobReconciler(passes), Passes::hasEnded));
  }

  /**
   * Starts the loop over TFJobs and returns once it has the first lists.
   *
   * @throws dev.mooring.cluster.ClusterException when a first list fails
   */
  public static JobLoop overTFJobs(Connection connection, Scope scope, Pass<TFJob> pass) {
    var passes = new Passes<>(TFJob.class, scope, pass);
    return new JobLoop(
        EventLoop.start(
            connection, scope.component(), new TFJobReconciler(passes), Passes::hasEnded));
  }

  /**
   * Starts the loop over MPIJobs and returns once it has the first lists.
   *
   * @throws dev.mooring.cluster.ClusterException when a first list fails
   */
  public static JobLoop overMPIJobs(Connection connection, Scope scope, Pass<MPIJob> pass) {
    var passes = new Passes<>(MPIJob.class, scope, pass);
    return new JobLoop(
        EventLoop.start(
            connection, scope.component(), new MPIJobReconciler(passes), Passes::hasEnded));
  }

  /** Whether the watches stand. */
  public boolean isHealthy() {
    return loop.isHealthy();
  }

  @Override
  public void close() {
    loop.close();
  }
}
