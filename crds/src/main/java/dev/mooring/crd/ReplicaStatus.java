package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Pods of one replica type.
 *
 * @param active running
 * @param succeeded ended with exit code 0
 * @param failed ended otherwise
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ReplicaStatus(int active, int succeeded, int failed) {
  public ReplicaStatus {
    if (active < 0 || succeeded < 0 || failed < 0) {
      throw new IllegalArgumentException(
          "Counts are negative: active %d, succeeded %d, failed %d"
              .formatted(active, succeeded, failed));
    }
  }
}
