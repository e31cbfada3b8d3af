package dev.mooring.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15));

  private static Duration longestOf(int failures) {
    var random = new Random(7);
    return IntStream.range(0, 1000)
        .mapToObj(_ -> BACKOFF.pause(failures, random))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  @Test
  void theCeilingDoublesUpToTheLongest() {
    assertThat(longestOf(1)).isBetween(Duration.ofMillis(190), Duration.ofMillis(200));
    assertThat(longestOf(3)).isBetween(Duration.ofMillis(760), Duration.ofMillis(800));
    assertThat(longestOf(8)).isBetween(Duration.ofMillis(14_500), Duration.ofSeconds(15));
    assertThat(longestOf(1_000_000)).isLessThanOrEqualTo(Duration.ofSeconds(15));
  }
}
