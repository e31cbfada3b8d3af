package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.cli.rest.Answer;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Json;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.progress.Steps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The computes of a workspace, and the agents' pods behind them. */
record Computes(Arm arm) {
  static final String DETACH = "underlyingResourceAction=Detach";

  /** A pod of an agent, as a line says it. */
  record AgentPod(String name, String component, String state, String trouble) {
    static AgentPod of(JsonNode pod) {
      return new AgentPod(
          pod.path("name").asText(),
          pod.path("component").asText(pod.path("name").asText()),
          pod.path("state").asText("Unknown"),
          pod.path("trouble").asText());
    }

    String line() {
      return "  %-32s %s%s".formatted(component, state, trouble.isEmpty() ? "" : ": " + trouble);
    }
  }

  List<JsonNode> list() {
    return arm.list(arm.scope().workspaceId() + "/computes", "");
  }

  static List<AgentPod> pods(JsonNode compute) {
    var pods = new ArrayList<AgentPod>();
    compute.at("/properties/mooring/pods").forEach(pod -> pods.add(AgentPod.of(pod)));
    return pods;
  }

  /**
   * Attaches a cluster's namespace and returns when jobs can run there; says what each of the
   * agent's pods comes to meanwhile.
   *
   * @throws ProblemException if it came to an end without
   */
  JsonNode attach(String name, String cluster, String namespace, Steps steps) {
    var id = arm.scope().computeId(name);
    return steps.call(
        "Attach compute " + name,
        step -> {
          Map<String, AgentPod> told = new HashMap<>();
          var began = arm.put(id, body(cluster, namespace));
          arm.await(
              began, () -> arm.find(id).ifPresent(now -> news(now, told).forEach(steps::say)));
          var ended = arm.get(id);
          news(ended, told).forEach(steps::say);
          requireAttached(name, ended);
          return ended;
        });
  }

  private JsonNode body(String cluster, String namespace) {
    var body = Json.object().put("location", "local");
    body.putObject("identity").put("type", "SystemAssigned");
    body.putObject("properties")
        .put("computeType", "Kubernetes")
        .put("computeLocation", "local")
        .put("resourceId", arm.scope().clusterId(cluster).toString())
        .putObject("properties")
        .put("namespace", namespace);
    return body;
  }

  /** The lines for pods whose state is another than what was told. */
  static List<String> news(JsonNode compute, Map<String, AgentPod> told) {
    var lines = new ArrayList<String>();
    for (var pod : pods(compute)) {
      if (!pod.equals(told.put(pod.name(), pod))) {
        lines.add(pod.line());
      }
    }
    return lines;
  }

  private static void requireAttached(String name, JsonNode compute) {
    var state = compute.at("/properties/provisioningState").asText();
    if (state.equals("Succeeded")) {
      return;
    }
    var error = compute.at("/properties/provisioningErrors/0/error");
    throw new ProblemException(
        ProblemException.Kind.FAILED,
        error.isMissingNode()
            ? new Problem(
                "NotAttached",
                "Compute '%s' is %s".formatted(name, state),
                "./moor compute show %s says more".formatted(name))
            : Answer.problemOf(error));
  }
}
