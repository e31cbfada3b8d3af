package dev.mooring.controlplane.attach;

import dev.mooring.cluster.attach.ClusterProbe;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.helm.Releases;
import java.util.List;

/** A cluster that the agent is put on, or taken from. */
public interface ClusterSite extends AutoCloseable {
  ClusterProbe probe();

  Releases releases();

  /**
   * Watches the agent's pods.
   *
   * @param changed runs after each change and must not block
   * @throws dev.mooring.cluster.ClusterException when they cannot be listed
   */
  Pods watch(Runnable changed) throws InterruptedException;

  /** The agent's pods as they are now; closed by whoever watches. */
  interface Pods extends AutoCloseable {
    List<AgentPod> seen();

    @Override
    void close();
  }

  @Override
  void close();

  /** How sites are reached. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens one; the cluster itself is not asked yet.
     *
     * @throws dev.mooring.cluster.ClusterException with CONFIGURATION when the kubeconfig is unfit
     */
    ClusterSite open(String kubeconfig);
  }
}
