package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Pods of one replica type.
 *
 * @param active running
 * @param succeeded ended with exit code 0
 * @param failed ended otherwise
 * @param selector of these pods, as the scale subresource gives it to autoscalers; null in statuses
 *     from before there was one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicaStatus(int active, int succeeded, int failed, @Nullable String selector) {
  public ReplicaStatus {
    if (active < 0 || succeeded < 0 || failed < 0) {
      throw new IllegalArgumentException(
          "Counts are negative: active %d, succeeded %d, failed %d"
              .formatted(active, succeeded, failed));
    }
  }
}
