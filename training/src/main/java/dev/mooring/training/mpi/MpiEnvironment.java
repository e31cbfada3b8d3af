package dev.mooring.training.mpi;

import dev.mooring.crd.MPIJobSpec;
import dev.mooring.crd.MPIJobSpec.Implementation;
import dev.mooring.crd.MPIJobSpec.Transport;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
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
   * @param pod as the user wrote it; the first of its containers is the one
   */
  static List<EnvVar> launcher(MPIJobSpec spec, PodSpec pod) {
    return switch (spec.transport()) {
      case KUBEXEC -> kubexec(pod.getContainers().getFirst());
      case SSH -> ssh(spec, pod);
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
    variables.addAll(
        unlessGiven(
            container,
            variable("I_MPI_HYDRA_BOOTSTRAP", "rsh"),
            variable("I_MPI_HYDRA_BOOTSTRAP_EXEC", REMOTE_SHELL)));
    return variables;
  }

  private static List<EnvVar> unlessGiven(Container container, EnvVar... variables) {
    return Stream.of(variables)
        .filter(ours ->
            container.getEnv().stream().noneMatch(given -> given.getName().equals(ours.getName())))
        .toList();
  }

  private static List<EnvVar> ssh(MPIJobSpec spec, PodSpec pod) {
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
    variables.addAll(byAddress(spec.implementation(), pod));
    if (!spec.launcherWorks()) {
      variables.addAll(withoutGpu());
    }
    return variables;
  }

  /**
   * Hydra's proxies call the launcher back, as a rule by its host name, and never come back from a
   * name that the DNS does not have yet: the launcher's is known a moment after it has started.
   * With an interface they are told its address. Container runtimes call a pod's own eth0.
   */
  private static List<EnvVar> byAddress(Implementation implementation, PodSpec pod) {
    var name =
        switch (implementation) {
          case OPEN_MPI -> "";
          case INTEL -> "I_MPI_HYDRA_IFACE";
          case MPICH -> "HYDRA_IFACE";
        };
    return name.isEmpty() || Boolean.TRUE.equals(pod.getHostNetwork())
        ? List.of()
        : unlessGiven(pod.getContainers().getFirst(), variable(name, "eth0"));
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
