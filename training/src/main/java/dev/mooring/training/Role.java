package dev.mooring.training;

import dev.mooring.crd.RestartPolicy;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Locale;
import java.util.Optional;

/**
 * Replicas that are alike.
 *
 * @param type as the specification spells it, such as {@code Worker}
 * @param template as the user wrote it; shared by the replicas and never changed
 * @param main what the replicas are there for
 * @param tailoring what the kind changes in the template for each replica
 */
public record Role(
    String type,
    int replicas,
    RestartPolicy restartPolicy,
    PodTemplateSpec template,
    Main main,
    Tailoring tailoring) {
  public Role {
    if (replicas < 0) {
      throw new IllegalArgumentException(type + " has a negative number of replicas: " + replicas);
    }
  }

  /**
   * The container whose exit code is the replica's.
   *
   * @param port where it listens for the other replicas; the operator makes sure of it
   */
  public record Main(String container, Optional<Port> port) {}

  /** A port of a container. */
  public record Port(String name, int number) {
    public Port {
      if (number < 1 || number > 65_535) {
        throw new IllegalArgumentException(name + " is not a port: " + number);
      }
    }
  }

  /** Roles of a job differ in their types; templates are large. */
  @Override
  public int hashCode() {
    return type.hashCode();
  }

  /** As it stands in names and labels. */
  public String lowerCaseType() {
    return type.toLowerCase(Locale.ROOT);
  }
}
