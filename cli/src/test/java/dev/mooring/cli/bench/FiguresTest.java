package dev.mooring.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.bench.Figures.Figure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  private static Timeline run(long pod, long seen) {
    return new Timeline(
        Map.of(Stage.POD, Duration.ofMillis(pod), Stage.SEEN, Duration.ofMillis(seen)));
  }

  @Test
  void stagesHaveMediansAndStepsOfTheSameRun() {
    var figures =
        Figures.of(List.of(Stage.POD, Stage.SEEN), List.of(run(30, 40), run(10, 100), run(20, 25)));
    assertThat(figures)
        .containsExactly(figure(Stage.POD, 20, 20, 10, 30), figure(Stage.SEEN, 40, 10, 25, 100));
  }

  private static Figure figure(Stage stage, long median, long step, long least, long most) {
    return new Figure(
        stage,
        Duration.ofMillis(median),
        Duration.ofMillis(step),
        Duration.ofMillis(least),
        Duration.ofMillis(most));
  }

  @Test
  void theMedianOfAnEvenNumberIsInTheMiddle() {
    assertThat(Figures.median(List.of(Duration.ofMillis(1), Duration.ofMillis(4))))
        .isEqualTo(Duration.ofNanos(2_500_000));
    assertThat(Figures.median(List.of(Duration.ofMillis(7)))).isEqualTo(Duration.ofMillis(7));
  }
}
