package dev.mooring.progress;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The lines that look the same everywhere. */
final class Lines {
  private static final int BAR = 30;

  private Lines() {}

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
  }

  static String stamp(Duration now) {
    return String.format(Locale.ROOT, "[%7s] ", seconds(now));
  }

  static String cut(String line, int length) {
    return line.length() <= length ? line : line.substring(0, length - 1) + "…";
  }

  /** Without colours, tabs and what else would move the cursor. */
  static String printable(String line) {
    return line.replaceAll("\033\\[[0-9;?]*[A-Za-z]", "")
        .replace('\t', ' ')
        .replaceAll("\\p{Cntrl}", "");
  }

  static String done(Timing step) {
    return stamp(step.ended()) + step.name() + ": done in " + seconds(step.took()) + "\n";
  }

  static String stopped(Timing step) {
    return stamp(step.ended()) + step.name() + ": stopped after " + seconds(step.took()) + "\n";
  }

  /** What failed, the last lines of its output, and where all of it is. */
  static String failed(Timing step, Throwable cause, Log log) {
    var message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    var text = new StringBuilder();
    text.append(stamp(step.ended()))
        .append(step.name())
        .append(": FAILED after ")
        .append(seconds(step.took()))
        .append(": ")
        .append(message)
        .append('\n');
    if (!log.tail().isEmpty()) {
      log.tail().forEach(line -> text.append("    | ").append(line).append('\n'));
      text.append("    full log: ").append(log.file()).append('\n');
    }
    return text.toString();
  }

  /** One line a step in the order of their starts, with a bar that shows what ran beside what. */
  static String breakdown(List<Timing> steps, Duration total) {
    var text = new StringBuilder("Time by step, of ").append(seconds(total)).append(" in all:\n");
    steps.stream()
        .sorted(Comparator.comparing(Timing::started))
        .forEach(step ->
            text.append(String.format(Locale.ROOT, "%9s ", seconds(step.took())))
                .append(bar(step, total))
                .append(' ')
                .append(step.name())
                .append(ending(step))
                .append('\n'));
    return text.toString();
  }

  private static String ending(Timing step) {
    return switch (step.ending()) {
      case DONE -> "";
      case FAILED -> " (failed)";
      case STOPPED -> " (stopped)";
    };
  }

  private static String bar(Timing step, Duration total) {
    var whole = Math.max(1, total.toMillis());
    var from = Math.clamp(step.started().toMillis() * BAR / whole, 0, BAR - 1);
    var to = Math.clamp(Math.ceilDiv(step.ended().toMillis() * BAR, whole), from + 1, BAR);
    return "|" + " ".repeat(from) + "#".repeat(to - from) + " ".repeat(BAR - to) + "|";
  }
}
