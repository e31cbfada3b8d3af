package dev.mooring.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import java.net.URI;
import java.util.Optional;

/**
 * An answer of the API.
 *
 * @param operation where to ask how the work that it began goes on
 */
public record Answer(int status, JsonNode body, Optional<URI> operation) {

  boolean ok() {
    return status / 100 == 2;
  }

  /** What an error says, in the shape of Azure Resource Manager. */
  ProblemException problem(String asked) {
    var error = body.path("error");
    var problem =
        error.path("code").asText().isEmpty()
            ? new Problem(
                "HTTP" + status, "%s was answered with status %d".formatted(asked, status), "")
            : problemOf(error);
    var ours = status >= 500 || status == 408 || status == 429;
    return new ProblemException(
        ours ? ProblemException.Kind.FAILED : ProblemException.Kind.REFUSED, problem);
  }

  /** Reads {@code {code, message, additionalInfo}} or {@code {code, message, nextStep}}. */
  public static Problem problemOf(JsonNode error) {
    var code = error.path("code").asText("Unknown");
    var nextStep = nextStep(error);
    var message = error.path("message").asText(code);
    // For clients that print the message only, it has the next step too.
    var end = ". Next: " + nextStep;
    return new Problem(
        code,
        message.endsWith(end) ? message.substring(0, message.length() - end.length()) : message,
        nextStep);
  }

  private static String nextStep(JsonNode error) {
    for (var more : error.path("additionalInfo")) {
      if (more.path("type").asText().equals("NextStep")) {
        var info = more.path("info");
        return info.isTextual() ? info.asText() : info.path("nextStep").asText();
      }
    }
    return error.path("nextStep").asText();
  }
}
