package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;

/**
 * Everything that decides where a pod may go. Pods that are alike should share one instance:
 * planning is faster then.
 *
 * @param requests the larger of what containers and native sidecars need together and what init
 *     containers need in their turn, with the overhead, and one of {@code pods}
 */
public record PodShape(
    String namespace,
    Map<String, String> labels,
    Resources requests,
    NodeRules nodes,
    Company company,
    List<Spread> spreads,
    Local local) {
  /** Ports and volumes: what ties a pod to things of a node. */
  public record Local(List<HostPort> ports, List<Volume> volumes) {
    public static final Local NONE = new Local(List.of(), List.of());

    public Local {
      ports = List.copyOf(ports);
      volumes = List.copyOf(volumes);
    }
  }

  public PodShape {
    labels = Map.copyOf(labels);
    spreads = List.copyOf(spreads);
    requests
        .amounts()
        .forEach((name, amount) -> {
          if (amount < 0) {
            throw new IllegalArgumentException("Request of " + name + " is negative: " + amount);
          }
        });
  }

  /** The same with these ports and volumes. */
  public PodShape with(Local next) {
    return new PodShape(namespace, labels, requests, nodes, company, spreads, next);
  }

  /** A pod that asks for resources and nothing else. */
  public static PodShape of(String namespace, Resources requests) {
    return new PodShape(
        namespace, Map.of(), requests, NodeRules.NONE, Company.ANY, List.of(), Local.NONE);
  }
}
