package dev.mooring.scheduling;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says why a gang waits. The texts change only when something a person could act on does. */
final class Explain {
  private Explain() {}

  static Reason missingMembers(Gang gang) {
    return new Reason(
        "MembersMissing",
        "%d of %d members exist".formatted(gang.members().size() + gang.seated(), gang.minMember()),
        "Wait for the job's pods to be made; if it lasts, see the job's events");
  }

  static Reason noRoom(Snapshot cluster, Gang gang, List<Member> smallestFirst) {
    if (cluster.nodes().isEmpty()) {
      return new Reason("NoNodes", "The cluster has no node", "Add a node to the cluster");
    }
    // Short is what the next one lacks once as many as can have their seats.
    var best = bestPartialFit(cluster, smallestFirst);
    var fitting = best.size();
    var stuck = smallestFirst.get(Math.min(fitting, smallestFirst.size() - 1));
    var selected = cluster.with(gang, best).nodes().stream().filter(stuck::selects).toList();
    if (selected.isEmpty()) {
      return new Reason(
          "NodeSelectorMismatch",
          "None of %d nodes matches %s".formatted(cluster.nodes().size(), labels(stuck)),
          "Label a node so, or change the job's nodeSelector");
    }
    var open = selected.stream().filter(Node::open).toList();
    if (open.isEmpty()) {
      return new Reason(
          "NodesUnavailable",
          "All %d nodes that match are cordoned or not ready".formatted(selected.size()),
          "Uncordon a node, or see why none is ready: kubectl describe nodes");
    }
    var borne = open.stream().filter(stuck::bears).toList();
    if (borne.isEmpty()) {
      return new Reason(
          "UntoleratedTaints",
          "All %d nodes that match have taints that the job does not tolerate: %s"
              .formatted(open.size(), taints(open)),
          "Add a toleration to the job, or remove the taint");
    }
    return room(gang, stuck, borne, fitting);
  }

  /** Seats for as many members as can have one at once. */
  private static Map<PodId, String> bestPartialFit(Snapshot cluster, List<Member> smallestFirst) {
    for (var count = smallestFirst.size() - 1; count > 0; count--) {
      var seats = Search.seats(cluster, smallestFirst.subList(0, count));
      if (seats.isPresent()) {
        return seats.get();
      }
    }
    return Map.of();
  }

  private static Reason room(Gang gang, Member stuck, List<Node> nodes, int fitting) {
    var never = new TreeSet<String>();
    for (var need : stuck.requests().amounts().entrySet()) {
      if (nodes.stream().noneMatch(n -> need.getValue() <= n.allocatable().amount(need.getKey()))) {
        never.add(need.getKey());
      }
    }
    if (!never.isEmpty()) {
      return new Reason(
          "InsufficientResources",
          "Pod %s asks for %s; no node has as much: %s"
              .formatted(
                  stuck.id().name(),
                  never.stream()
                      .map(name -> show(name, stuck.requests().amount(name)))
                      .collect(Collectors.joining(" and ")),
                  never.stream()
                      .map(name ->
                          "the most is "
                              + show(
                                  name,
                                  nodes.stream()
                                      .mapToLong(n -> n.allocatable().amount(name))
                                      .max()
                                      .orElse(0)))
                      .collect(Collectors.joining(", "))),
          "Ask for less of it, or add a node that has it");
    }
    var shortOf =
        stuck.requests().amounts().entrySet().stream()
            .filter(need ->
                nodes.stream().anyMatch(n -> need.getValue() > n.free().amount(need.getKey())))
            .map(need ->
                "%s on %d of %d nodes"
                    .formatted(
                        show(need.getKey(), need.getValue()),
                        nodes.stream()
                            .filter(n -> need.getValue() > n.free().amount(need.getKey()))
                            .count(),
                        nodes.size()))
            .collect(Collectors.joining(", "));
    return new Reason(
        "InsufficientResources",
        "%d of %d members fit now%s"
            .formatted(
                fitting + gang.seated(),
                gang.members().size() + gang.seated(),
                shortOf.isEmpty()
                    ? ": together they ask for more than is left"
                    : "; short of " + shortOf),
        "Wait until running jobs end, ask for less, or add a node");
  }

  private static String labels(Member member) {
    return member.nodeSelector().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static String taints(List<Node> nodes) {
    return nodes.stream()
        .flatMap(node -> node.taints().stream())
        .filter(Taint::forbids)
        .map(taint -> "%s=%s:%s".formatted(taint.key(), taint.value(), taint.effect()))
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String show(String name, long amount) {
    return switch (name) {
      case "cpu" -> decimal(amount, 1000) + " cpu";
      case "memory", "ephemeral-storage" -> decimal(amount, 1 << 20) + " Mi " + name;
      default -> amount + " " + name;
    };
  }

  private static String decimal(long amount, long unit) {
    return BigDecimal.valueOf(amount)
        .divide(BigDecimal.valueOf(unit), 2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
