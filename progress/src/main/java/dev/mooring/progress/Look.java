package dev.mooring.progress;

import java.time.Duration;

/** How steps look. Implementations are pure: text from values. */
interface Look {
  /** A line to keep when a step starts, empty for none. */
  String started(Running step, Duration now);

  /** A line to keep while a step runs on without an end, empty for none. */
  String still(Running step, Duration now);

  /** Removes what {@link #live} drew before. */
  String erase(int lines);

  /** What is drawn below the kept lines and replaced with each change; lines end with \n. */
  String live(Board board, Duration now);
}
