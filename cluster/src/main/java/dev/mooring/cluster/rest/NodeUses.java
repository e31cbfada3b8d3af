package dev.mooring.cluster.rest;

import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is used of each node. */
final class NodeUses {
  private NodeUses() {}

  static List<NodeUse> of(List<Node> nodes, List<Pod> pods) {
    var requested = new HashMap<String, Resources>();
    for (var pod : pods) {
      var node = pod.getSpec().getNodeName();
      if (node != null) {
        requested.merge(node, Requests.of(pod), Resources::plus);
      }
    }
    return nodes.stream()
        .map(node ->
            new NodeUse(
                node.getMetadata().getName(),
                isReady(node),
                written(node.getStatus().getAllocatable()),
                written(requested.getOrDefault(node.getMetadata().getName(), Resources.NONE))))
        .toList();
  }

  private static boolean isReady(Node node) {
    return !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        && node.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private static Map<String, String> written(Map<String, Quantity> amounts) {
    var written = new TreeMap<String, String>();
    amounts.forEach((name, amount) -> written.put(name, amount.toString()));
    return written;
  }

  private static Map<String, String> written(Resources resources) {
    var written = new TreeMap<String, String>();
    resources
        .amounts()
        .forEach((name, amount) ->
            written.put(name, name.equals("cpu") ? amount + "m" : Long.toString(amount)));
    return written;
  }
}
