package dev.mooring.agent.metrics;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What has happened since the process started. Thread-safe. */
public final class Counter implements Family {
  private final Name name;
  private final SortedMap<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  Counter(Name name) {
    this.name = name;
    if (name.labels().isEmpty()) {
      counts.put("", new LongAdder());
    }
  }

  /**
   * Counts so many more.
   *
   * @param values of the labels, in their order
   */
  public void add(long more, String... values) {
    if (more < 0) {
      throw new IllegalArgumentException("%s cannot fall by %d".formatted(name.word(), -more));
    }
    if (more > 0) {
      counts.computeIfAbsent(name.series(List.of(values)), _ -> new LongAdder()).add(more);
    }
  }

  @Override
  public void write(StringBuilder text) {
    name.writeHead(text, "counter");
    counts.forEach((series, count) ->
        text.append(name.word()).append(series).append(' ').append(count.sum()).append('\n'));
  }
}
