package dev.mooring.training.mpi;

import dev.mooring.crd.MPIJobSpec;
import dev.mooring.crd.MPIJobSpec.Transport;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The variables by which mpirun finds its hosts and how to get there. */
final class MpiEnvironment {
  static final String CONFIG = "/etc/mpi";
  static final String HOSTFILE = CONFIG + "/hostfile";
  static final String REMOTE_SHELL = CONFIG + "/kubexec.sh";

  private static final String SSH_ARGUMENTS = "-o ConnectionAttempts=10";

  private MpiEnvironment() {}

  /**
   * Of the container that runs mpirun.
   *
   * @param container as the user wrote it
   */
  static List<EnvVar> launcher(MPIJobSpec spec, Container container) {
    return switch (spec.transport()) {
      case KUBEXEC -> kubexec(container);
      case SSH -> ssh(spec);
    };
  }

  /** Of a worker's main container. */
  static List<EnvVar> worker(Transport transport) {
    return switch (transport) {
      case KUBEXEC -> List.of();
      case SSH -> List.of(variable("K_MPI_JOB_ROLE", "worker"));
    };
  }

  private static List<EnvVar> kubexec(Container container) {
    var variables = new ArrayList<EnvVar>();
    variables.add(variable("OMPI_MCA_plm_rsh_agent", REMOTE_SHELL));
    variables.add(variable("OMPI_MCA_orte_default_hostfile", HOSTFILE));
    // With more than 64 workers, workers would start others; only the launcher may.
    variables.add(variable("OMPI_MCA_plm_rsh_no_tree_spawn", "1"));
    if (!hasGpu(container)) {
      variables.addAll(withoutGpu());
    }
    Stream.of(
            variable("I_MPI_HYDRA_BOOTSTRAP", "rsh"),
            variable("I_MPI_HYDRA_BOOTSTRAP_EXEC", REMOTE_SHELL))
        .filter(ours ->
            container.getEnv().stream().noneMatch(given -> given.getName().equals(ours.getName())))
        .forEach(variables::add);
    return variables;
  }

  private static List<EnvVar> ssh(MPIJobSpec spec) {
    var variables = new ArrayList<EnvVar>();
    variables.add(variable("K_MPI_JOB_ROLE", "launcher"));
    variables.addAll(
        switch (spec.implementation()) {
          case OPEN_MPI ->
              List.of(
                  variable("OMPI_MCA_orte_keep_fqdn_hostnames", "true"),
                  variable("OMPI_MCA_orte_default_hostfile", HOSTFILE),
                  variable("OMPI_MCA_plm_rsh_args", SSH_ARGUMENTS),
                  variable("OMPI_MCA_orte_set_default_slots", Integer.toString(spec.slots())));
          case INTEL ->
              List.of(
                  variable("I_MPI_HYDRA_HOST_FILE", HOSTFILE),
                  variable("I_MPI_HYDRA_BOOTSTRAP_EXEC_EXTRA_ARGS", SSH_ARGUMENTS),
                  variable("I_MPI_PERHOST", Integer.toString(spec.slots())));
          case MPICH ->
              List.of(
                  variable("HYDRA_HOST_FILE", HOSTFILE),
                  variable("HYDRA_LAUNCH_EXTRA_ARGS", SSH_ARGUMENTS));
        });
    if (!spec.launcherWorks()) {
      variables.addAll(withoutGpu());
    }
    return variables;
  }

  /** Images that are made for GPUs show all of the node's to a container that asked for none. */
  private static List<EnvVar> withoutGpu() {
    return List.of(
        variable("NVIDIA_VISIBLE_DEVICES", ""), variable("NVIDIA_DRIVER_CAPABILITIES", ""));
  }

  private static boolean hasGpu(Container container) {
    var resources = container.getResources();
    return resources != null
        && resources.getLimits() != null
        && resources.getLimits().keySet().stream().anyMatch(name -> name.contains("gpu"));
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }
}
