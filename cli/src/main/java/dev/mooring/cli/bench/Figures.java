package dev.mooring.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What several runs of the same come to. */
public final class Figures {
  private Figures() {}

  /**
   * A stage over all runs.
   *
   * @param median since the submission, and so {@code least} and {@code most}
   * @param step the median of the time since the stage before it in the same run; negative if that
   *     was told later
   */
  public record Figure(
      Stage stage, Duration median, Duration step, Duration least, Duration most) {}

  /**
   * The stages in their order; each run has come to all of them.
   *
   * @param runs at least one
   */
  static List<Figure> of(List<Stage> stages, List<Timeline> runs) {
    var figures = new ArrayList<Figure>();
    for (var at = 0; at < stages.size(); at++) {
      var stage = stages.get(at);
      var times = runs.stream().map(run -> at(run, stage)).sorted().toList();
      var before = at == 0 ? List.<Stage>of() : List.of(stages.get(at - 1));
      var steps =
          runs.stream()
              .map(run ->
                  before.stream()
                      .map(earlier -> at(run, stage).minus(at(run, earlier)))
                      .findFirst()
                      .orElse(at(run, stage)))
              .sorted()
              .toList();
      figures.add(
          new Figure(stage, median(times), median(steps), times.getFirst(), times.getLast()));
    }
    return figures;
  }

  private static Duration at(Timeline run, Stage stage) {
    return Objects.requireNonNull(run.since().get(stage), stage.title());
  }

  static Duration median(List<Duration> times) {
    return Duration.ofNanos(Math.round(Median.of(times.stream().mapToDouble(Duration::toNanos))));
  }
}
