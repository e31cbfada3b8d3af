package dev.mooring.agent;

/** How a component's log reads: time in UTC, level, who, what. */
final class Logging {
  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  private Logging() {}

  /** Must run before the first logger exists; a format given on the command line stays. */
  static void oneLineAnEntry() {
    if (System.getProperty(FORMAT) == null) {
      System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
    }
  }
}
