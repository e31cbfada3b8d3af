package dev.mooring.agent;

import java.time.Duration;

/**
 * How long a loop gathers changes before it looks at them: a while as long as some of its passes,
 * so that it takes a small part of a core also where a pass is long.
 *
 * @param least for passes that take no time
 * @param most whatever they take
 * @param passes as long as this many of them
 */
public record Pace(Duration least, Duration most, int passes) {
  /** After a pass that took so long. */
  public Duration after(Duration pass) {
    var gather = pass.multipliedBy(passes);
    if (gather.compareTo(least) < 0) {
      return least;
    }
    return gather.compareTo(most) > 0 ? most : gather;
  }
}
