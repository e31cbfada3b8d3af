package dev.mooring.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The binary's own kubectl, as this module uses it. Stateless. */
record Kubectl(Path binary, Path kubeconfig) {

  /** A node as its API object and its lease show it. */
  record SeenNode(String name, boolean ready, String message, Instant renewed) {}

  List<String> command(String... arguments) {
    var command =
        new ArrayList<>(List.of(binary.toString(), "kubectl", "--kubeconfig=" + kubeconfig));
    command.addAll(List.of(arguments));
    return command;
  }

  boolean ready() {
    return Shell.call(command("get", "--raw=/readyz", "--request-timeout=5s"), "").ok();
  }

  void apply(String manifests) {
    Shell.feed(
        manifests,
        command("apply", "--server-side", "--force-conflicts", "--field-manager=moor", "-f", "-"));
  }

  /** Empty if the API server does not answer. */
  Optional<List<SeenNode>> nodes() {
    var leases = Shell.call(command("get", "leases", "-n", "kube-node-lease", "-o", "json"), "");
    var nodes = Shell.call(command("get", "nodes", "-o", "json"), "");
    if (!leases.ok() || !nodes.ok()) {
      return Optional.empty();
    }
    var renewals = Json.parse(leases.output()).path("items");
    return Optional.of(
        StreamSupport.stream(Json.parse(nodes.output()).path("items").spliterator(), false)
            .map(node -> seen(node, renewals))
            .toList());
  }

  private static SeenNode seen(
      com.fasterxml.jackson.databind.JsonNode node,
      com.fasterxml.jackson.databind.JsonNode leases) {
    var name = node.path("metadata").path("name").asText();
    var ready = false;
    var message = "the kubelet has not reported yet";
    for (var condition : node.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        ready = condition.path("status").asText().equals("True");
        message = condition.path("message").asText();
      }
    }
    var renewed =
        StreamSupport.stream(leases.spliterator(), false)
            .filter(lease -> lease.path("metadata").path("name").asText().equals(name))
            .map(lease -> lease.path("spec").path("renewTime").asText())
            .filter(text -> !text.isEmpty())
            .map(text -> OffsetDateTime.parse(text).toInstant())
            .findFirst()
            .orElse(Instant.EPOCH);
    return new SeenNode(name, ready, message, renewed);
  }

  /**
   * Whether every node reported after its kubelet's last start; renewals have whole seconds at
   * worst.
   */
  static boolean fresh(SeenNode node, Instant kubeletStart) {
    return node.ready() && !node.renewed().plus(Duration.ofSeconds(1)).isBefore(kubeletStart);
  }
}
