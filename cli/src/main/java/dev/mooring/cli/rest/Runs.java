package dev.mooring.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The history of runs, which knows jobs' states and logs. */
public final class Runs {
  private final Arm arm;
  private final String base;

  /** Asks the workspace where its history is. */
  public Runs(Arm arm) {
    this.arm = arm;
    var workspace = arm.get(arm.scope().workspaceId());
    var discovery = workspace.at("/properties/discoveryUrl").asText();
    var api = arm.follow(URI.create(discovery)).path("api").asText();
    this.base = (api.endsWith("/") ? api : api + "/") + "history/v1.0" + arm.scope().workspaceId();
  }

  /**
   * How a run stands.
   *
   * @param status Azure ML's word
   * @param logs URLs by their names
   * @param error why it failed
   */
  public record Details(String status, Map<String, URI> logs, Optional<Problem> error) {
    public Details {
      logs = new TreeMap<>(logs);
    }

    public boolean ended() {
      return isEnd(status);
    }

    static Details of(JsonNode body) {
      var logs = new TreeMap<String, URI>();
      body.path("logFiles")
          .properties()
          .forEach(log -> logs.put(log.getKey(), URI.create(log.getValue().asText())));
      var outer = body.path("error");
      var error = outer.path("error").isObject() ? outer.path("error") : outer;
      return new Details(
          body.path("status").asText("Unknown"),
          logs,
          error.path("code").asText().isEmpty()
              ? Optional.empty()
              : Optional.of(Answer.problemOf(error)));
    }
  }

  /** Whether a job of this status, Azure ML's word, is not followed any further. */
  public static boolean isEnd(String status) {
    return switch (status) {
      case "Completed", "Failed", "Canceled", "NotResponding" -> true;
      default -> false;
    };
  }

  public Details details(String job) {
    return Details.of(
        arm.follow(URI.create("%s/runs/%s/details?api-version=v1.0".formatted(base, job))));
  }
}
