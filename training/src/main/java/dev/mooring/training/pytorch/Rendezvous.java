package dev.mooring.training.pytorch;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;

/**
 * How the ranks of a job find each other; upstream's {@code envvar.go}.
 *
 * @param address the leader's service
 * @param nodes replicas; each is a node to torchrun
 * @param nprocPerNode processes a replica: a number, or auto, cpu or gpu
 */
record Rendezvous(String address, int port, int nodes, String nprocPerNode) {

  /**
   * The environment of one replica.
   *
   * @param rank of the replica, not of a process: torchrun counts on from there
   */
  List<EnvVar> env(int rank) {
    return List.of(
        variable("PYTHONUNBUFFERED", "1"),
        variable("MASTER_PORT", Integer.toString(port)),
        variable("PET_MASTER_PORT", Integer.toString(port)),
        variable("MASTER_ADDR", address),
        variable("PET_MASTER_ADDR", address),
        variable("WORLD_SIZE", Integer.toString(nodes * processes())),
        variable("RANK", Integer.toString(rank)),
        variable("PET_NPROC_PER_NODE", nprocPerNode),
        variable("PET_NODE_RANK", Integer.toString(rank)),
        variable("PET_NNODES", Integer.toString(nodes)));
  }

  /** As upstream: 1 where torchrun counts by itself. */
  private int processes() {
    return switch (nprocPerNode) {
      case "auto", "cpu", "gpu" -> 1;
      default -> Integer.parseInt(nprocPerNode);
    };
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }
}
