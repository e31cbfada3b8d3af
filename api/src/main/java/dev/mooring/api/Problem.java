package dev.mooring.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Why something waits, failed or was refused, for a person to act on. The same three words from the
 * scheduler up to the page.
 *
 * @param code one CamelCase word that tools may compare
 * @param message what is wrong, with names and figures
 * @param nextStep what to do about it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Problem(String code, String message, String nextStep) {
  public Problem {
    if (code == null || code.isBlank() || message == null || message.isBlank()) {
      throw new IllegalArgumentException(
          "A problem needs a code and a message: '%s', '%s'".formatted(code, message));
    }
    nextStep = nextStep == null ? "" : nextStep;
  }

  @Override
  public String toString() {
    return nextStep.isEmpty()
        ? "%s: %s".formatted(code, message)
        : "%s: %s. Next: %s".formatted(code, message, nextStep);
  }
}
