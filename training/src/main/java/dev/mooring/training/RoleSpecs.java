package dev.mooring.training;

import dev.mooring.crd.ReplicaSpec;
import dev.mooring.training.Planned.Problem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a specification says about roles and collects what is wrong with it. Used by one
 * thread, for one specification.
 */
public final class RoleSpecs {
  private final String path;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Starts to read.
   *
   * @param path of the map of replicas, such as {@code spec.pytorchReplicaSpecs}
   */
  public RoleSpecs(String path) {
    this.path = path;
  }

  /** The path of a role, as the API server writes it. */
  public String pathOf(String type) {
    return "%s[%s]".formatted(path, type);
  }

  /** Reports what is wrong at a path. */
  public void report(String at, String message) {
    problems.add(new Problem(at, message));
  }

  /** All that was reported. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The template of a role; empty when there is none or it is not valid. */
  public Optional<PodTemplateSpec> template(String type, @Nullable ReplicaSpec spec) {
    if (spec == null) {
      return Optional.empty();
    }
    return switch (Templates.decode(spec.template(), pathOf(type) + ".template")) {
      case Templates.Decoded.Bad(var found) -> {
        problems.addAll(found);
        yield Optional.empty();
      }
      case Templates.Decoded.Good(var template) -> Optional.of(template);
    };
  }

  /**
   * The container of a name. The API server has checked that there is one, but not for objects from
   * before the rule.
   */
  public Optional<Container> container(String type, PodTemplateSpec template, String name) {
    var found =
        template.getSpec() == null
            ? Optional.<Container>empty()
            : template.getSpec().getContainers().stream()
                .filter(container -> name.equals(container.getName()))
                .findFirst();
    if (found.isEmpty()) {
      report(
          pathOf(type) + ".template.spec.containers",
          "must have at least one container with name " + name);
    }
    return found;
  }

  /** The number of a container's port of a name, or the usual one. */
  public static Role.Port port(Container container, String name, int usual) {
    return new Role.Port(
        name,
        container.getPorts().stream()
            .filter(port -> name.equals(port.getName()) && port.getContainerPort() != null)
            .mapToInt(port -> port.getContainerPort())
            .findFirst()
            .orElse(usual));
  }
}
