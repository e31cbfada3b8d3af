package dev.mooring.tunnel;

import java.time.Duration;

/**
 * The tunnel's times; tests use shorter ones.
 *
 * @param ping between two signs of life
 * @param silence without any byte from the other end, after which the link counts as dead; also how
 *     long the other end may take for its handshake, and then to speak HTTP/2
 * @param backoff between attempts to connect
 * @param settled how long a link must hold to count as good
 */
record Pace(Duration ping, Duration silence, Backoff backoff, Duration settled) {
  static final Pace USUAL =
      new Pace(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5)),
          Duration.ofSeconds(30));

  /** How many pings in a row may pass without a byte. */
  int quietPings() {
    return Math.toIntExact(Math.max(1, silence.dividedBy(ping)));
  }
}
