package dev.mooring.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What runs of a cluster.
 *
 * @param state "running", "degraded", "stopped" or "absent"
 * @param platform the URL of its REST API
 * @param problems each with its next step
 */
public record Status(
    String cluster,
    String state,
    String apiServer,
    String kubeconfig,
    String platform,
    List<RunningProcess> processes,
    List<Node> nodes,
    List<String> problems) {

  /** A process of the control plane, of a node or of the platform. */
  public record RunningProcess(String unit, String name, boolean ready, int restarts) {}

  /** A node as the API server shows it. */
  public record Node(String name, boolean ready, String message) {}

  static Status of(String cluster, Optional<Layout> layout, Folders folders, Path binary) {
    if (layout.isEmpty()) {
      return stopped(cluster, "absent", "`moor up --cluster %s` makes it".formatted(cluster));
    }
    var units = units(layout.get(), folders, binary);
    if (units.stream().allMatch(unit -> unit.process().isEmpty())) {
      return stopped(cluster, "stopped", "`moor up --cluster %s` starts it".formatted(cluster));
    }
    var problems = new ArrayList<String>();
    var processes = new ArrayList<RunningProcess>();
    for (var unit : units) {
      if (unit.process().isEmpty()) {
        problems.add("%s does not run; `moor up` starts it again".formatted(unit.name()));
      }
      for (var seen : unit.seen()) {
        processes.add(new RunningProcess(unit.name(), seen.name(), seen.ready(), seen.restarts()));
        if (!seen.ready()) {
          problems.add(
              "%s of %s is not ready; its log is in %s"
                  .formatted(seen.name(), unit.name(), folders.logs()));
        }
      }
    }
    var nodes = nodes(new Kubectl(binary, folders.kubeconfig()), problems);
    return new Status(
        cluster,
        problems.isEmpty() ? "running" : "degraded",
        layout.get().apiServer(),
        folders.kubeconfig().toString(),
        layout.get().platform(),
        List.copyOf(processes),
        nodes,
        List.copyOf(problems));
  }

  private static List<Node> nodes(Kubectl kubectl, List<String> problems) {
    var seen = kubectl.nodes();
    if (seen.isEmpty()) {
      problems.add("The API server does not answer; `moor up` repairs it");
      return List.of();
    }
    for (var node : seen.get()) {
      if (!node.ready()) {
        problems.add("Node %s is not ready: %s".formatted(node.name(), node.message()));
      }
    }
    return seen.get().stream()
        .map(node -> new Node(node.name(), node.ready(), node.message()))
        .toList();
  }

  private static List<Unit> units(Layout layout, Folders folders, Path binary) {
    var units = new ArrayList<Unit>();
    units.add(new Unit("control", folders.run(), binary, Optional.empty()));
    for (var node : layout.nodeList()) {
      units.add(
          new Unit(
              "n" + node.index(), folders.run(), binary, Optional.of(HostNetwork.namespace(node))));
    }
    units.add(new Unit(Platform.UNIT, folders.run(), binary, Optional.empty()));
    return units;
  }

  private static Status stopped(String cluster, String state, String nextStep) {
    return new Status(cluster, state, "", "", "", List.of(), List.of(), List.of(nextStep));
  }
}
