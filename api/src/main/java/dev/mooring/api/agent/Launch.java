package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * {@code launch.json}: where the launcher in a job's pods gets and puts the job's files. It holds
 * signed URLs, so it is a secret.
 *
 * @param job the job's name
 * @param code the snapshot that becomes the working folder; empty for none
 * @param artifacts where logs and outputs go
 * @param ca certificates to trust beside the image's, PEM
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Launch(
    String job,
    Optional<Blobs> code,
    List<Input> inputs,
    Blobs artifacts,
    List<Output> outputs,
    String ca) {
  public Launch {
    code = code == null ? Optional.empty() : code;
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
  }

  /**
   * Blobs of a container.
   *
   * @param sas URL of the container with its signature as the query
   * @param prefix of the blobs' names; may be empty, otherwise ends with a slash for a folder
   */
  public record Blobs(String sas, String prefix) {}

  /**
   * An input, put at {@code /mooring/inputs/<name>}.
   *
   * @param kind {@code folder} or {@code file}
   */
  public record Input(String name, String kind, String sas, String prefix) {}

  /** A named output, taken from {@code /mooring/outputs/<name>}. */
  public record Output(String name) {}
}
