package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Rank;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 53 gangs of 288 pods with a whole node of 8 GPUs each on 32 nodes, two minutes each: nine waves
 * of 32 pods would fill the cluster all the time and take 18 minutes. The same mix as the one that
 * {@code moor bench occupancy} runs.
 */
final class OccupancyTest {
  private static final Duration RUNS = Duration.ofMinutes(2);
  private static final Duration MOST = RUNS.multipliedBy(9).multipliedBy(115).dividedBy(100);

  /** Pods of each gang, in the order in which they come. */
  private static final int[] SIZES = {
    8, 4, 12, 4, 1, 32, 1, 6, 2, 1, 4, 1, 4, 4, 1, 2, 3, 2, 1, 2, 8, 4, 2, 4, 4, 2, 8, 3, 16, 8, 12,
    3, 6, 1, 2, 2, 16, 6, 8, 4, 8, 16, 24, 1, 4, 2, 1, 3, 1, 3, 3, 6, 2
  };

  @Test
  void clusterIsFullNearlyAllTheTime() {
    assertThat(SIZES).hasSize(53);
    assertThat(Arrays.stream(SIZES).sum()).isEqualTo(288);
    var world = world();
    var simulator = new Simulator(world, _ -> RUNS);
    simulator.at(
        Case.START,
        () -> IntStream.range(0, SIZES.length).forEach(gang -> submit(world, gang, Case.START)));
    assertThat(makespan(simulator)).isLessThanOrEqualTo(MOST);
  }

  /**
   * Gangs are made one after the other, of which an API server keeps whole seconds; they run for
   * not quite the same time, the pods of one end one after the other, and plans are made only so
   * often.
   */
  @Test
  void clusterIsAsFullWhenNothingHappensAtOnce() {
    for (var seed = 0; seed < 40; seed++) {
      var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      var world = world();
      var late = millis(random, 1_000);
      var simulator =
          new Simulator(
              world, _ -> RUNS.plus(millis(random, 2_000)), () -> millis(random, 60), late);
      var at = Case.START;
      for (var g = 0; g < SIZES.length; g++) {
        var gang = g;
        var queuedAt = at.truncatedTo(ChronoUnit.SECONDS);
        simulator.at(at, () -> submit(world, gang, queuedAt));
        at = at.plus(millis(random, 300));
      }
      // What lies between plans is not its to save: ten waves, and no eleventh.
      assertThat(makespan(simulator)).as("seed %d", seed).isLessThan(RUNS.multipliedBy(11));
    }
  }

  private static Duration millis(RandomGenerator random, int most) {
    return Duration.ofMillis(random.nextInt(most));
  }

  private static Case world() {
    var world = new Case();
    for (var n = 0; n < 32; n++) {
      world.node("n%02d".formatted(n), 64_000, 8);
    }
    return world;
  }

  private static void submit(Case world, int gang, Instant queuedAt) {
    var name = "gang-" + gang;
    world.with(
        new Gang(
            Case.id(name),
            "default",
            new Rank(0, queuedAt, true, true),
            Minimum.of(SIZES[gang]),
            Case.members(name, SIZES[gang], "", Case.shape(1000, 8)),
            List.of(),
            Progress.NEW));
  }

  private static Duration makespan(Simulator simulator) {
    simulator.run(Case.START.plus(Duration.ofHours(2)));
    assertThat(simulator.starts).hasSize(53);
    var last = simulator.ends.values().stream().max(Instant::compareTo).orElseThrow();
    return Duration.between(Case.START, last);
  }
}
