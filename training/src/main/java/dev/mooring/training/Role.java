package dev.mooring.training;

import dev.mooring.crd.RestartPolicy;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Locale;

/**
 * Replicas that are alike.
 *
 * @param type as the specification spells it, such as {@code Worker}
 * @param template as the user wrote it; shared by the replicas and never changed
 * @param port where the replicas listen for each other
 */
public record Role(
    String type, int replicas, RestartPolicy restartPolicy, PodTemplateSpec template, Port port) {
  public Role {
    if (replicas < 0) {
      throw new IllegalArgumentException(type + " has a negative number of replicas: " + replicas);
    }
  }

  /**
   * The port that the operator makes sure of.
   *
   * @param container whose port it is
   */
  public record Port(String container, String name, int number) {
    public Port {
      if (number < 1 || number > 65_535) {
        throw new IllegalArgumentException(name + " is not a port: " + number);
      }
    }
  }

  /** As it stands in names and labels. */
  public String lowerCaseType() {
    return type.toLowerCase(Locale.ROOT);
  }
}
