package dev.mooring.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * When one run came to its stages.
 *
 * @param since the submission
 */
public record Timeline(Map<Stage, Duration> since) {
  public Timeline {
    since = Map.copyOf(since);
  }

  /**
   * A change of an object, as a watch told it.
   *
   * @param at when it arrived, in nanoseconds of this process's clock
   */
  record Event(long at, JsonNode object) {}

  /**
   * From what a watch told.
   *
   * @param began when it was submitted, by the same clock
   * @param name of the job or pod
   */
  static Timeline of(long began, String name, List<Event> events) {
    var first = new EnumMap<Stage, Duration>(Stage.class);
    for (var event : events) {
      if (event.at() >= began && Stage.isOf(event.object(), name)) {
        var passed = Duration.ofNanos(event.at() - began);
        Stage.reached(event.object()).forEach(stage -> first.putIfAbsent(stage, passed));
      }
    }
    return new Timeline(first);
  }

  /** With a stage that no object shows. */
  Timeline with(Stage stage, Duration passed) {
    var more = new EnumMap<Stage, Duration>(Stage.class);
    more.putAll(since);
    more.put(stage, passed);
    return new Timeline(more);
  }
}
