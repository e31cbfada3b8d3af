package dev.mooring.scheduling.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of resources for people: {@code 0.5 cpu}, {@code 512 Mi memory}, {@code 8 gpu}. */
public final class Amounts {
  private Amounts() {}

  static String show(String resource, long amount) {
    return number(resource, amount) + " " + resource;
  }

  /**
   * Without the name.
   *
   * @param amount in thousandths of a core, in bytes, or a count
   */
  public static String number(String resource, long amount) {
    return switch (resource) {
      case "cpu" -> decimal(amount, 1000, 3);
      case "memory", "ephemeral-storage" -> decimal(amount, 1 << 20, 2) + " Mi";
      default ->
          resource.startsWith("hugepages-")
              ? decimal(amount, 1 << 20, 2) + " Mi"
              : Long.toString(amount);
    };
  }

  /** Thousandths of a processor are asked for, and would read alike if they were rounded. */
  private static String decimal(long amount, long unit, int places) {
    return BigDecimal.valueOf(amount)
        .divide(BigDecimal.valueOf(unit), places, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
