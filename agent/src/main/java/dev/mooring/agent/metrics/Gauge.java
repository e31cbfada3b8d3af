package dev.mooring.agent.metrics;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How something stands. Thread-safe. */
public final class Gauge implements Family {
  private final Name name;
  private volatile SortedMap<String, Double> values = Collections.emptySortedMap();

  Gauge(Name name) {
    this.name = name;
  }

  /** Sets one without labels. */
  public void set(double value) {
    set(Map.of(List.of(), value));
  }

  /**
   * Sets all series at once: those that are not named are gone.
   *
   * @param all by the values of the labels, in their order
   */
  public void set(Map<List<String>, ? extends Number> all) {
    var next = new TreeMap<String, Double>();
    all.forEach((labels, value) -> next.put(name.series(labels), value.doubleValue()));
    values = Collections.unmodifiableSortedMap(next);
  }

  @Override
  public void write(StringBuilder text) {
    name.writeHead(text, "gauge");
    values.forEach((series, value) ->
        text.append(name.word())
            .append(series)
            .append(' ')
            .append(Name.number(value))
            .append('\n'));
  }
}
