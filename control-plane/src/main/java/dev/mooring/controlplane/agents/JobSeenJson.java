package dev.mooring.controlplane.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.Problem;
import dev.mooring.controlplane.agents.JobSeen.Handed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@link JobSeen} as a row's {@code observed}: {@code status}, {@code problem}, {@code startTime},
 * {@code endTime}, {@code exitCode}, and once it was handed to its agent {@code sent}, {@code
 * agent}, {@code namespace}, {@code clusterName}, {@code accepted}.
 */
public final class JobSeenJson {
  private static final List<String> FIELDS =
      List.of(
          "status",
          "problem",
          "startTime",
          "endTime",
          "exitCode",
          "sent",
          "agent",
          "namespace",
          "clusterName",
          "accepted");

  private JobSeenJson() {}

  public static JobSeen read(JsonNode observed) {
    var status = text(observed, "status");
    var exit = observed.path("exitCode");
    return new JobSeen(
        status.map(JobStatus::of).orElse(JobStatus.NOT_STARTED),
        problem(observed.path("problem")),
        text(observed, "startTime").map(Instant::parse),
        text(observed, "endTime").map(Instant::parse),
        exit.isInt() ? Optional.of(exit.intValue()) : Optional.empty(),
        observed.path("sent").asBoolean(false)
            ? Optional.of(
                new Handed(
                    text(observed, "agent").orElse(""),
                    text(observed, "namespace").orElse(""),
                    text(observed, "clusterName").orElse(""),
                    observed.path("accepted").asBoolean(false)))
            : Optional.empty());
  }

  private static Optional<Problem> problem(JsonNode node) {
    return node.isObject()
        ? Optional.of(
            new Problem(
                text(node, "code").orElse("Unknown"),
                text(node, "message").orElse("No message was given"),
                text(node, "nextStep").orElse("")))
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  /** As {@code observed}, with what others keep in it. */
  public static JsonNode write(JobSeen seen, JsonNode observed) {
    ObjectNode next =
        observed instanceof ObjectNode there
            ? there.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    next.remove(FIELDS);
    next.put("status", seen.status().word());
    seen.problem()
        .ifPresent(problem ->
            next.putObject("problem")
                .put("code", problem.code())
                .put("message", problem.message())
                .put("nextStep", problem.nextStep()));
    seen.startTime().ifPresent(time -> next.put("startTime", time.toString()));
    seen.endTime().ifPresent(time -> next.put("endTime", time.toString()));
    seen.exitCode().ifPresent(code -> next.put("exitCode", code));
    seen.handed()
        .ifPresent(at ->
            next.put("sent", true)
                .put("agent", at.agent())
                .put("namespace", at.namespace())
                .put("clusterName", at.name())
                .put("accepted", at.accepted()));
    return next;
  }
}
