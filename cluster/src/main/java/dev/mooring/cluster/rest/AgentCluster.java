package dev.mooring.cluster.rest;

import dev.mooring.cluster.install.AgentPod;
import dev.mooring.crd.AmlJob;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as the agent's API needs it. Thread-safe. Everything throws {@link
 * dev.mooring.cluster.ClusterException} when the API server cannot be reached or fails.
 */
public interface AgentCluster {

  boolean hasNamespace(String namespace);

  Optional<AmlJob> find(String namespace, String name);

  /** Makes a job: Done, Exists or Refused. */
  Written create(AmlJob job);

  /**
   * Makes the Secret that {@code spec.launchSecret} names, owned by the job, or leaves the one that
   * is there, and then says at the job that it is there: Done, Missing or Refused.
   *
   * @param launch text of {@code launch.json}
   */
  Written launch(AmlJob job, String launch);

  /** Sets {@code spec.cancelRequested}: Done, Missing or Refused. */
  Written cancel(String namespace, String name);

  /**
   * Deletes a job, which stays until all that was made for it is gone; nothing if there is none.
   */
  void delete(String namespace, String name);

  List<NodeUse> nodes();

  /** The agent's own, as its watch has them: at once, and without a question to the API server. */
  List<AgentPod> pods();

  PodLog log(LogOf which);

  /** Of the job and all that was made for it, newest last. */
  List<SeenEvent> events(String namespace, String job);

  /**
   * Tells of the jobs of all namespaces until it is closed; returns once all that there are have
   * been told.
   */
  Following follow(JobListener listener) throws InterruptedException;

  /** Ends the telling when closed. */
  interface Following extends AutoCloseable {
    /** Whether the watch stands. */
    boolean isHealthy();

    @Override
    void close();
  }
}
