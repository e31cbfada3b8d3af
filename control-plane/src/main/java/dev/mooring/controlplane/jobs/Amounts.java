package dev.mooring.controlplane.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What each pod of a job asks for.
 *
 * @param requests by Kubernetes' names, as limits
 */
record Amounts(
    Map<String, String> requests, Map<String, String> limits, Map<String, String> nodeSelector) {
  private static final Map<String, String> LEAST = Map.of("cpu", "100m", "memory", "512Mi");
  private static final String DEFAULT = "defaultinstancetype";

  /**
   * As the job says itself, else as its instance type does, else a little.
   *
   * @param resources of the job
   * @param compute properties of the compute, with its instance types
   */
  static Amounts of(JsonNode resources, JsonNode compute) throws UnfitException {
    var type = Fields.text(resources, "instanceType");
    var types = compute.path("properties").path("instanceTypes");
    var name = type.or(() -> Fields.text(compute.path("properties"), "defaultInstanceType"));
    var chosen = types.path(name.orElse(DEFAULT));
    if (chosen.isMissingNode() && type.filter(it -> !it.equals(DEFAULT)).isPresent()) {
      throw new UnfitException(
          "InstanceTypeNotFound",
          "The compute has no instance type '%s'".formatted(type.get()),
          types.isEmpty()
              ? "Leave instance_type out, or attach the compute with instance types"
              : "It has " + String.join(", ", Fields.names(types)));
    }
    var requests = Fields.map(resources.path("requests"));
    var limits = Fields.map(resources.path("limits"));
    if (requests.isEmpty() && limits.isEmpty()) {
      requests = Fields.map(chosen.path("resources").path("requests"));
      limits = Fields.map(chosen.path("resources").path("limits"));
    }
    return new Amounts(
        requests.isEmpty() && limits.isEmpty() ? LEAST : requests,
        limits,
        Fields.map(chosen.path("nodeSelector")));
  }
}
