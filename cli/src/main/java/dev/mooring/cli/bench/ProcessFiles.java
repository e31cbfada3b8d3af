package dev.mooring.cli.bench;

import dev.mooring.cluster.bench.Contestant.Use;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What the kernel counts of a process, from the texts of {@code /proc/PID/stat} and {@code status}.
 */
final class ProcessFiles {
  /** Of a unit of the kernel's times (USER_HZ), on all machines that we run on. */
  private static final Duration TICK = Duration.ofMillis(10);

  /** Behind the name in brackets: proc(5)'s fields 14 and 15, of which the third is the first. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private static final Pattern PEAK = Pattern.compile("^VmHWM:\\s+(\\d+) kB$", Pattern.MULTILINE);

  private ProcessFiles() {}

  static Use use(String stat, String status) {
    return new Use(cpu(stat), peakMebibytes(status));
  }

  private static Duration cpu(String stat) {
    // The name may have blanks and brackets in it.
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= SYSTEM) {
      throw new IllegalArgumentException("Not a process' stat: " + stat);
    }
    return TICK.multipliedBy(Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]));
  }

  private static double peakMebibytes(String status) {
    var line = PEAK.matcher(status);
    if (!line.find()) {
      throw new IllegalArgumentException("No VmHWM in: " + status);
    }
    return Long.parseLong(line.group(1)) / 1024.0;
  }
}
