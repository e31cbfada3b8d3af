package dev.mooring.scheduling.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a gang so far.
 *
 * @param admitted whether its queue has let it in ({@code Inqueue} or later)
 * @param succeeded pods that ended well, by role; they count for the minimum
 * @param startedAt when it last had its minimum seated
 */
public record Progress(
    boolean admitted, Map<String, Integer> succeeded, Optional<Instant> startedAt) {
  public static final Progress NEW = new Progress(false, Map.of(), Optional.empty());

  public Progress {
    succeeded = Map.copyOf(succeeded);
  }

  public int succeededPods() {
    return succeeded.values().stream().mapToInt(Integer::intValue).sum();
  }
}
