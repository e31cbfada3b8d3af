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
 * @param kubeconfig {@code KUBECONFIG}; empty inside a cluster
 */
public record Settings(
    String component,
    String namespace,
    String podName,
    int healthPort,
    String gangScheduler,
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
