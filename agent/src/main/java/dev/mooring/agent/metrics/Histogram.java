package dev.mooring.agent.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How long things took, by buckets. Thread-safe. */
public final class Histogram implements Family {
  private final Name name;
  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  Histogram(Name name, double... bounds) {
    this.name = name;
    this.bounds = bounds.clone();
    for (var i = 1; i < bounds.length; i++) {
      if (bounds[i] <= bounds[i - 1]) {
        throw new IllegalArgumentException(
            "Bounds of %s do not ascend: %s".formatted(name.word(), Arrays.toString(bounds)));
      }
    }
    counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
  }

  /** One took so long. */
  public void observe(Duration took) {
    var seconds = took.toNanos() / 1e9;
    var bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(seconds);
  }

  @Override
  public void write(StringBuilder text) {
    name.writeHead(text, "histogram");
    var below = 0L;
    for (var i = 0; i < counts.length; i++) {
      below += counts[i].sum();
      var bound = i < bounds.length ? Name.number(bounds[i]) : "+Inf";
      text.append("%s_bucket{le=\"%s\"} %s\n".formatted(name.word(), bound, below));
    }
    text.append("%s_sum %s\n".formatted(name.word(), Name.number(sum.sum())));
    text.append("%s_count %s\n".formatted(name.word(), below));
  }
}
