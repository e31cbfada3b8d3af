package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Why something waits or failed, for a person to act on; stands in {@code status.reason} of
 * PodGroup and PyTorchJob.
 *
 * @param code one CamelCase word that tools may compare, such as {@code ImagePullBackOff}
 * @param message what is wrong, with names and figures
 * @param nextStep what to do about it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Reason(
    @Required @Size(min = 1) String code,
    @Required @Size(min = 1) String message,
    @Required @Size(min = 1) String nextStep) {
  public Reason {
    if (code.isBlank() || message.isBlank() || nextStep.isBlank()) {
      throw new IllegalArgumentException(
          "Reason needs a code, a message and a next step: code '"
              + code
              + "', message '"
              + message
              + "', nextStep '"
              + nextStep
              + "'");
    }
  }
}
