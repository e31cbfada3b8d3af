package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * 53 gangs of 288 pods with a whole node of 8 GPUs each on 32 nodes, two minutes each: nine waves
 * of 32 pods would fill the cluster all the time and take 18 minutes. The same mix as the one that
 * {@code moor bench occupancy} runs.
 */
final class OccupancyTest {
  private static final Duration RUNS = Duration.ofMinutes(2);
  private static final Duration IDEAL = RUNS.multipliedBy(9);

  /** Pods of each gang, in the order in which they come. */
  private static final int[] SIZES = {
    8, 4, 12, 4, 1, 32, 1, 6, 2, 1, 4, 1, 4, 4, 1, 2, 3, 2, 1, 2, 8, 4, 2, 4, 4, 2, 8, 3, 16, 8, 12,
    3, 6, 1, 2, 2, 16, 6, 8, 4, 8, 16, 24, 1, 4, 2, 1, 3, 1, 3, 3, 6, 2
  };

  @Test
  void clusterIsFullNearlyAllTheTime() {
    assertThat(SIZES).hasSize(53);
    assertThat(Arrays.stream(SIZES).sum()).isEqualTo(288);
    var world = new Case();
    for (var n = 0; n < 32; n++) {
      world.node("n%02d".formatted(n), 64_000, 8);
    }
    var simulator = new Simulator(world, _ -> RUNS);
    simulator.at(
        Case.START,
        () -> {
          for (var g = 0; g < SIZES.length; g++) {
            world.gang("g%02d".formatted(g), SIZES[g], Case.shape(1000, 8));
          }
        });
    simulator.run(Case.START.plus(Duration.ofHours(2)));
    assertThat(simulator.starts).hasSize(53);
    var last = simulator.ends.values().stream().max(Instant::compareTo).orElseThrow();
    var makespan = Duration.between(Case.START, last);
    assertThat(makespan.toSeconds()).isLessThanOrEqualTo(IDEAL.toSeconds() * 115 / 100);
  }
}
