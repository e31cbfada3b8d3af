package dev.mooring.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.cli.rest.Answer;
import java.util.Optional;

/**
 * A job as the API shows it.
 *
 * @param status Azure ML's word
 * @param problem why it waits or failed
 */
public record JobView(String name, String status, Optional<Problem> problem) {
  public static JobView of(JsonNode body) {
    var properties = body.path("properties");
    var problem = properties.path("statusReason");
    return new JobView(
        body.path("name").asText(),
        properties.path("status").asText("Unknown"),
        problem.path("code").asText().isEmpty()
            ? Optional.empty()
            : Optional.of(Answer.problemOf(problem)));
  }

  /** The state, with its reason where there is one, in one line. */
  public String line() {
    var line =
        problem
            .map(because ->
                because.nextStep().isEmpty()
                    ? "%s: %s".formatted(status, because.message())
                    : "%s: %s. Next: %s".formatted(status, because.message(), because.nextStep()))
            .orElse(status);
    return line.replaceAll("\\s*\\R\\s*", " ");
  }
}
