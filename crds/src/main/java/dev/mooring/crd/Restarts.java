package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Objects;

/**
 * What the pods themselves no longer tell of, because they were taken away. A pod is entered here
 * before it is deleted, so that a crash between the two neither loses nor doubles a count, and so
 * that the way it ends then is not taken for a failure.
 *
 * @param count retries: replaced pods or gangs, and the restarts of their containers
 * @param replaced uid of the latest pod that was taken away, by pod name
 * @param turnedAway by pod name, what makes each new pod wait longer; those that began are not in
 *     it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Restarts(
    int count,
    Map<String, String> replaced,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, TurnedAway> turnedAway) {
  public static final Restarts NONE = new Restarts(0, Map.of(), Map.of());

  public Restarts {
    if (count < 0) {
      throw new IllegalArgumentException("Restart count is negative: " + count);
    }
    replaced = replaced == null ? Map.of() : Map.copyOf(replaced);
    turnedAway = turnedAway == null ? Map.of() : Map.copyOf(turnedAway);
  }

  /** Those of a status, which has none before the first retry. */
  public static Restarts of(JobStatus status) {
    return Objects.requireNonNullElse(status.restarts(), NONE);
  }
}
