package dev.mooring.agent.metrics;

/** Series of one name. */
sealed interface Family permits Counter, Gauge, Histogram {
  void write(StringBuilder text);
}
