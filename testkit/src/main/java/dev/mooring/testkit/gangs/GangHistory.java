package dev.mooring.testkit.gangs;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that an API server told of some pods, from before the first was made.
 *
 * @param nodes what each has to give, by resource
 * @param gangs by name
 * @param events in the order in which they were told
 */
public record GangHistory(
    Map<String, Map<String, Long>> nodes, Map<String, Size> gangs, List<PodEvent> events) {
  public GangHistory {
    nodes = Map.copyOf(nodes);
    gangs = Map.copyOf(gangs);
    events = List.copyOf(events);
  }

  /**
   * A gang's.
   *
   * @param minMember fewer seats than this are worth nothing
   * @param members all of them have seats when the history ends
   */
  public record Size(int minMember, int members) {
    public Size {
      if (minMember < 1 || members < minMember) {
        throw new IllegalArgumentException(
            "A gang of %d members needs %d".formatted(members, minMember));
      }
    }
  }

  /**
   * Everything that must not be, in the order of the events; empty if the history is a good one.
   *
   * @param partialAtMost binding a gang is not atomic: so long it may have some of its seats until
   *     it has its minimum, or none
   */
  public List<Violation> violations(Duration partialAtMost) {
    var replay = new Replay(this, partialAtMost);
    events.forEach(replay::take);
    return replay.end();
  }

  /** How long a gang had some of its seats and not its minimum, at most. */
  public Duration longestPartial() {
    var replay = new Replay(this, Duration.ZERO);
    events.forEach(replay::take);
    return replay.longestPartial();
  }
}
