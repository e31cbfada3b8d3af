package dev.mooring.agent;

import dev.mooring.cluster.Leadership.Candidate;
import dev.mooring.training.GangFrontEnd;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What every component is told by its environment.
 *
 * @param component its name, also of its Lease
 * @param namespace {@code POD_NAMESPACE}; {@code azureml} when not given
 * @param podName {@code POD_NAME}; one of a kind when not given, as on a developer's machine
 * @param healthPort {@code HEALTH_PORT}; 8080 when not given, 0 for any free one
 * @param gangScheduler {@code GANG_SCHEDULER}: who places the pods of training jobs; ours when not
 *     given, see {@link dev.mooring.training.GangFrontEnd#of}
 * @param launcherImage {@code LAUNCHER_IMAGE}: with the program that starts MPI's processes through
 *     the API; empty when not given
 * @param clusterDomain {@code CUSTOM_CLUSTER_DOMAIN}, as upstream's operators read it: what follows
 *     {@code svc} in names of the cluster's DNS; empty when not given
 * @param leaderElection {@code MOORING_LEADER_ELECTION}: false for a process that is known to be
 *     the only one of its component
 * @param kubeconfig {@code KUBECONFIG}; empty inside a cluster
 */
public record Settings(
    String component,
    String namespace,
    String podName,
    int healthPort,
    String gangScheduler,
    String launcherImage,
    String clusterDomain,
    boolean leaderElection,
    Optional<Path> kubeconfig) {

  public Settings {
    if (healthPort < 0 || healthPort > 65_535) {
      throw new IllegalArgumentException("HEALTH_PORT is not a port: " + healthPort);
    }
  }

  static Settings of(String component, Map<String, String> environment) {
    return new Settings(
        component,
        value(environment, "POD_NAMESPACE").orElse("azureml"),
        value(environment, "POD_NAME").orElseGet(() -> component + "-" + UUID.randomUUID()),
        value(environment, "HEALTH_PORT").map(Settings::port).orElse(8080),
        value(environment, "GANG_SCHEDULER").orElse(GangFrontEnd.OURS.scheduler()),
        value(environment, "LAUNCHER_IMAGE").orElse(""),
        value(environment, "CUSTOM_CLUSTER_DOMAIN").orElse(""),
        !value(environment, "MOORING_LEADER_ELECTION").filter("false"::equals).isPresent(),
        value(environment, "KUBECONFIG").map(Path::of));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static int port(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "HEALTH_PORT is not a number: '" + value + "'", notANumber);
    }
  }

  /** Who this process is when it asks to lead. */
  public Candidate candidate() {
    return new Candidate(namespace, component, podName);
  }
}
