package dev.mooring.progress;

import java.time.Duration;

/**
 * A terminal: each running step has a line that changes in place.
 *
 * @param columns width of the terminal in characters; longer lines are cut, since a wrapped line
 *     could not be erased
 */
record LiveLook(int columns) implements Look {
  LiveLook {
    if (columns < 20) {
      throw new IllegalArgumentException("terminal is too narrow: " + columns + " columns");
    }
  }

  @Override
  public String started(Running step, Duration now) {
    return "";
  }

  @Override
  public String still(Running step, Duration now) {
    return "";
  }

  @Override
  public String erase(int lines) {
    return lines == 0 ? "" : "\033[" + lines + "A\r\033[J";
  }

  @Override
  public String live(Board board, Duration now) {
    var text = new StringBuilder();
    for (var step : board.running()) {
      var running = Lines.seconds(now.minus(step.started()));
      var line = Lines.stamp(now) + step.name() + "  " + running + "  " + step.detail();
      text.append(Lines.cut(line.stripTrailing(), columns - 1)).append('\n');
    }
    return text.toString();
  }
}
