package dev.mooring.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mooring.cluster.bench.CreationBench.Round;
import dev.mooring.cluster.bench.CreationBench.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrainingFiguresTest {
  private static final Size SIZE = new Size(100, 10);

  /** Ratios 0.5, 0.8, 0.4. */
  private static final TrainingFigures THREE =
      new TrainingFigures(SIZE, List.of(round(4, 8, 1500), round(4, 5, 1600), round(2, 5, 1700)));

  private static Round round(int plain, int jobs, long writes) {
    return new Round(
        Duration.ofSeconds(plain),
        Duration.ofSeconds(jobs),
        Duration.ofSeconds(jobs + 1L),
        Map.of("POST pods", writes),
        true);
  }

  @Test
  void eachRoundHasARowAndSoHaveAllAndTheMedianIsSaid() {
    assertThat(THREE.text())
        .isEqualTo(
            """
            ROUND  PLAIN PODS/S  PODS OF JOBS/S  RATIO  STATUSES WRITTEN AFTER s  WRITES A JOB
            1      250           125             0.50   9.0                       15.0
            2      250           200             0.80   6.0                       16.0
            3      500           200             0.40   6.0                       17.0
            all    300           167             0.56   -                         -
            100 jobs of 10, median ratio 0.50; writes a job, on average:
              POST pods  16.00
            """);
  }

  @Test
  void ofTwoRoundsTheMedianIsInTheMiddle() {
    var two = new TrainingFigures(SIZE, List.of(round(4, 8, 1), round(4, 5, 1)));
    assertThat(two.tree().path("ratio").asDouble()).isCloseTo(0.65, within(1e-9));
  }

  @Test
  void aRoundBesideOthersIsSaid() {
    var disturbed =
        new Round(
            Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Map.of(), false);
    assertThat(new TrainingFigures(SIZE, List.of(disturbed)).text()).contains("! Others wrote");
    assertThat(THREE.text()).doesNotContain("! Others wrote");
  }
}
