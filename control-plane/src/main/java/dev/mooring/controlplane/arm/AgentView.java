package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.Problem;
import dev.mooring.controlplane.agents.Patience;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Agent;
import dev.mooring.store.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How the agent behind a compute is, as far as it was heard of: {@code properties.mooring}. While
 * it is being installed its pods are as the installer sees them, later as the agent itself told
 * last.
 */
final class AgentView {
  private static final String PODS = "pods";

  private AgentView() {}

  /** What is between the control plane and an agent. */
  enum Link {
    /** It was heard of a moment ago. */
    CONNECTED("Connected"),
    /** It is being put on its cluster, and was not heard of since. */
    INSTALLING("Installing"),
    /** For longer than a tunnel may be silent nothing was heard of it. */
    NOT_CONNECTED("NotConnected"),
    NOT_INSTALLED("NotInstalled");

    private final String word;

    Link(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * What is seen of a compute and of its agent.
   *
   * @param agent the one on the compute's cluster; empty when there is none
   */
  static ObjectNode of(Row compute, Optional<Agent> agent) {
    var shape = Shapes.observed(compute);
    if (!isInstalling(compute) || !shape.has(PODS)) {
      agent.flatMap(Agent::pods).ifPresent(told -> shape.set(PODS, told));
    }
    var link = link(compute, agent);
    shape.put("agent", link.word());
    agent.flatMap(Agent::seenAt).ifPresent(at -> shape.put("lastSeen", at.toString()));
    problem(link, compute, agent).ifPresent(why -> shape.set("reason", Json.reason(why)));
    return shape;
  }

  /** What was seen of a compute, without the pods: it is asked for anew, and they are too. */
  static ObjectNode withoutPods(Row compute) {
    return Shapes.observed(compute).without(PODS);
  }

  static Link link(Row compute, Optional<Agent> agent) {
    if (isHeard(agent)) {
      return Link.CONNECTED;
    }
    if (isInstalling(compute)) {
      return Link.INSTALLING;
    }
    return agent.isPresent() ? Link.NOT_CONNECTED : Link.NOT_INSTALLED;
  }

  private static boolean isHeard(Optional<Agent> agent) {
    return agent
        .flatMap(Agent::silence)
        .filter(silence -> silence.compareTo(Patience.NORMAL.silence()) <= 0)
        .isPresent();
  }

  private static boolean isInstalling(Row compute) {
    return switch (compute.state()) {
      case CREATING, UPDATING -> true;
      case DELETING, SUCCEEDED, FAILED, CANCELED -> false;
    };
  }

  /** Why what is shown is not the present, and what to do about it. */
  static Optional<Problem> problem(Link link, Row compute, Optional<Agent> agent) {
    return switch (link) {
      case CONNECTED ->
          agent.filter(it -> !isInstalling(compute) && tellsNoPods(it)).map(it -> tooOld(compute));
      case INSTALLING -> Optional.empty();
      case NOT_CONNECTED -> Optional.of(notConnected(agent.flatMap(Agent::seenAt)));
      case NOT_INSTALLED -> Optional.of(notInstalled(compute));
    };
  }

  /** Its watch was read, which begins with the pods. */
  private static boolean tellsNoPods(Agent agent) {
    return agent.pods().isEmpty() && !agent.cursor().isEmpty();
  }

  private static Problem tooOld(Row compute) {
    return new Problem(
        "AgentTellsNoPods",
        "The agent is of an earlier version, which does not tell how its pods are; they are shown as they were when it was attached",
        "Attach again, which brings the present one: " + attach(compute));
  }

  private static Problem notConnected(Optional<Instant> seenAt) {
    return new Problem(
        "AgentNotConnected",
        seenAt
            .map(at ->
                "The agent is not connected, nothing was heard of it since %s; its pods are shown as they were then"
                    .formatted(at.truncatedTo(ChronoUnit.SECONDS)))
            .orElse("The agent was installed, and has not connected yet"),
        "Look at relay-server and rest-server on the cluster: kubectl get pods -n azureml; kubectl logs deploy/relay-server -n azureml");
  }

  private static Problem notInstalled(Row compute) {
    return new Problem(
        "AgentNotInstalled",
        "There is no agent on cluster '%s'; its pods are shown as the last attempt to put it there saw them"
            .formatted(Computes.cluster(compute).name()),
        "Attach the compute again: " + attach(compute));
  }

  private static String attach(Row compute) {
    return "`moor compute attach %s --cluster %s --namespace %s`"
        .formatted(
            compute.id().name(),
            Computes.cluster(compute).name(),
            Computes.namespace(Shapes.asked(compute)));
  }
}
