package dev.mooring.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.bench.ExplainBench.Said;
import dev.mooring.cluster.bench.OccupancyBench;
import dev.mooring.cluster.bench.SchedulingBench.Round;
import dev.mooring.cluster.bench.SchedulingBench.Shape;
import dev.mooring.cluster.bench.SchedulingBench.Temperature;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchedulingFiguresTest {
  private static Round round(String peer, Temperature temperature, int start, int first) {
    return round(1, peer, temperature, start, first);
  }

  private static Round round(int time, String peer, Temperature temperature, int start, int first) {
    return new Round(
        new Shape(10, 300),
        100,
        time,
        peer,
        temperature,
        Duration.ofMillis(start),
        Duration.ofMillis(first),
        Duration.ofSeconds(6),
        95.4);
  }

  @Test
  void eachRoundStandsBesideTheDefaultSchedulersOfTheSameCase() {
    var rounds =
        List.of(
            round("default", Temperature.COLD, 30_000, 20_000),
            round("default", Temperature.WARM, 12_000, 10_000),
            round("mooring", Temperature.COLD, 10_000, 5_000));
    assertThat(SchedulingFigures.text(rounds).lines())
        .contains(
            "10x300  100    default  cold   150                100         1.00   1.00         2.00"
                + "        95",
            "10x300  100    mooring  cold   600                300         4.00   3.00         2.00"
                + "        95");
    var ours = SchedulingFigures.tree(rounds).get(2);
    assertThat(ours.get("ratioFromFirst").asDouble()).isEqualTo(4);
    assertThat(ours.get("ratioFromStart").asDouble()).isEqualTo(3);
  }

  @Test
  void ofSeveralTimesTheMiddleIsShownAndOfRatiosThoseOfEachTime() {
    var rounds =
        List.of(
            round(1, "default", Temperature.WARM, 30_000, 30_000),
            round(1, "mooring", Temperature.WARM, 15_000, 15_000),
            round(2, "mooring", Temperature.WARM, 10_000, 10_000),
            round(2, "default", Temperature.WARM, 10_000, 10_000),
            round(3, "default", Temperature.WARM, 20_000, 20_000),
            round(3, "mooring", Temperature.WARM, 12_000, 5_000));
    assertThat(SchedulingFigures.text(rounds).lines())
        .filteredOn(line -> line.startsWith("10x300"))
        .containsExactly(
            "10x300  100    default  warm   150                150         1.00   1.00         2.00"
                + "        95",
            "10x300  100    mooring  warm   300                250         2.00   1.67         2.00"
                + "        95");
    assertThat(SchedulingFigures.text(rounds)).contains("medians of 3 times");
    assertThat(SchedulingFigures.tree(rounds).get(1).get("times").asInt()).isEqualTo(3);
  }

  @Test
  void aloneThereIsNoRatio() {
    var rounds = List.of(round("mooring", Temperature.WARM, 10_000, 5_000));
    assertThat(SchedulingFigures.text(rounds).lines())
        .contains(
            "10x300  100    mooring  warm   600                300         -      -            2.00"
                + "        95");
    assertThat(SchedulingFigures.tree(rounds).get(0).has("ratioFromFirst")).isFalse();
  }

  @Test
  void occupancyAndExplanationsAreSaidInALine() {
    assertThat(
            OccupancyCommand.text(
                new OccupancyBench.Result(Duration.ofSeconds(108), Duration.ofSeconds(90))))
        .isEqualTo(
            String.format(
                "53 gangs of 288 pods on 32 nodes: makespan 108.0 s, 9 waves are 90.0 s: 20.0 %%"
                    + " over; occupancy 83.3 %%%n"));
    assertThat(
            ExplainBenchCommand.text(
                List.of(
                    new Said(
                        Duration.ofMillis(50),
                        Duration.ofMillis(-10),
                        Duration.ofMillis(120),
                        "no room"))))
        .contains("1     50          -10", "Said: no room");
  }
}
