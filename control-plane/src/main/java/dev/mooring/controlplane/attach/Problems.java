package dev.mooring.controlplane.attach;

import dev.mooring.api.Problem;
import dev.mooring.cluster.attach.Answer;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.Permission;
import dev.mooring.helm.HelmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a cluster cannot be attached, or detached. */
final class Problems {
  private static final String FAILED = "failed:";
  private static final String NEXT = "next step:";
  private static final String CONFLICTS = "conflicts";

  /** They outlive the pods, which are taken away again. */
  private static final String EVENTS = "kubectl get events -n azureml";

  private Problems() {}

  static Problem noCluster(String id) {
    return new Problem(
        "ClusterNotFound",
        "There is no cluster %s".formatted(id.isEmpty() ? "named in resourceId" : id),
        "Register it first: moor cluster register");
  }

  static Problem unfit(String message) {
    return new Problem(
        "KubeconfigUnfit",
        message,
        "Register the cluster with a kubeconfig that holds its certificates or token itself: kubectl config view --raw --flatten");
  }

  static Optional<Problem> of(Answer answer) {
    return switch (answer) {
      case Answer.Welcome welcome -> Optional.empty();
      case Answer.Unauthorized(var address, var why) ->
          Optional.of(
              new Problem(
                  "ClusterUnauthorized",
                  "The cluster at %s does not accept the kubeconfig: %s".formatted(address, why),
                  "Register the cluster again with a kubeconfig that works: kubectl auth whoami"));
      case Answer.Silent(var address, var why) -> Optional.of(notReachable(address, why));
    };
  }

  static Problem notReachable(String address, String why) {
    return new Problem(
        "ClusterNotReachable",
        "The cluster's API server at %s does not answer: %s".formatted(address, why),
        "Check that the cluster runs and that %s can be reached from the control plane, then try again"
            .formatted(address));
  }

  /** It answered at first. */
  static Problem lost(String message) {
    return new Problem(
        "ClusterNotReachable",
        message,
        "Check that the cluster's API server is well, then try again");
  }

  static Optional<Problem> denied(List<Permission> denied) {
    return denied.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "KubeconfigLacksRights",
                "The kubeconfig may not "
                    + denied.stream().map(Permission::toString).collect(Collectors.joining(", ")),
                "Grant these, or register the cluster again as cluster-admin"));
  }

  static Problem noNamespace(String namespace) {
    return new Problem(
        "NamespaceNotFound",
        "The cluster has no namespace '%s' for the compute's jobs".formatted(namespace),
        "kubectl create namespace %s, then attach again".formatted(namespace));
  }

  static Problem notConnected(String relay) {
    return new Problem(
        "AgentNotConnected",
        "The agent's pods are ready, but relay-server has not connected to %s".formatted(relay),
        "Check that pods of the cluster can reach %s: its name, routes and firewalls; then attach again"
            .formatted(relay));
  }

  /**
   * What a failed Helm operation was about.
   *
   * @param report of cmaks-init-job; empty if there is none
   */
  static Problem helm(
      HelmException.Code code, String message, Map<String, String> report, List<AgentPod> pods) {
    return switch (code) {
      case HOOK -> preflight(report).or(() -> notReady(pods)).orElseGet(() -> other(message));
      case TIMEOUT -> notReady(pods).orElseGet(() -> other(message));
      case CHART ->
          new Problem(
              "HelmFailed",
              message,
              "Check MOORING_AGENT_CHART and MOORING_AGENT_IMAGE of the control plane");
      case CLUSTER ->
          message.contains("invalid ownership metadata")
              ? new Problem(
                  "AgentOwnedByOther",
                  message,
                  "Uninstall the other release, or attach another cluster: helm list -A")
              : other(message);
    };
  }

  private static Problem other(String message) {
    return new Problem(
        "HelmFailed", message, "Mend that and attach again; what happened: " + EVENTS);
  }

  /** What the init job found to stand against it. */
  private static Optional<Problem> preflight(Map<String, String> report) {
    var messages = new ArrayList<String>();
    var steps = new ArrayList<String>();
    for (var check :
        report.values().stream().filter(it -> it.startsWith(FAILED)).sorted().toList()) {
      check
          .lines()
          .forEach(line -> {
            if (line.startsWith(FAILED)) {
              messages.add(line.substring(FAILED.length()).strip());
            } else if (line.startsWith(NEXT)) {
              steps.add(line.substring(NEXT.length()).strip());
            }
          });
    }
    if (messages.isEmpty()) {
      return Optional.empty();
    }
    var owned = report.getOrDefault(CONFLICTS, "").startsWith(FAILED);
    return Optional.of(
        new Problem(
            owned ? "AgentOwnedByOther" : "PreflightFailed",
            String.join("; ", messages),
            String.join("; ", steps)));
  }

  private static Optional<Problem> notReady(List<AgentPod> pods) {
    var unwell = pods.stream().filter(pod -> !pod.well()).toList();
    if (unwell.isEmpty()) {
      return Optional.empty();
    }
    var all =
        unwell.stream()
            .map(pod ->
                "%s is %s%s"
                    .formatted(
                        pod.component(),
                        pod.state(),
                        pod.trouble().isEmpty() ? "" : " (" + pod.trouble() + ")"))
            .collect(Collectors.joining("; "));
    return Optional.of(
        new Problem(
            "PodsNotReady",
            "The agent's pods did not become ready: " + all,
            unwell.stream().anyMatch(Problems::hasNoNode)
                ? "Make room on a node, or add one (kubectl describe nodes), then attach again"
                : "Mend that and attach again; what happened: " + EVENTS));
  }

  private static boolean hasNoNode(AgentPod pod) {
    return pod.state().equals("Pending") && !pod.trouble().isEmpty();
  }
}
