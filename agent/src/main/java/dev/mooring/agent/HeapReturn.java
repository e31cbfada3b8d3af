package dev.mooring.agent;

import java.time.Duration;

/**
 * Gives back to the node what a busy time has left of the heap. The serial collector shrinks the
 * heap only when it collects all of it, and in a process that has become quiet that may be never.
 */
final class HeapReturn {
  private static final Duration LOOKS = Duration.ofSeconds(30);

  /** Processor time between two looks of a process that is quiet. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** Processor time after which there is something to give back. */
  private static final Duration BUSY = Duration.ofSeconds(2);

  /**
   * A collection after which the heap need not grow shrinks it by nothing, a tenth, two fifths, and
   * then all; which is as well while there is work.
   */
  private static final int STEPS = 4;

  private Duration collected = Duration.ZERO;
  private Duration looked = Duration.ZERO;

  HeapReturn() {}

  /** Looks from now on, in a thread that does not keep the process alive. */
  static void start() {
    var process = new HeapReturn();
    Thread.ofVirtual().name("heap-return").start(process::look);
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(LOOKS);
        if (isTime(cpu())) {
          for (var step = 0; step < STEPS; step++) {
            System.gc();
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether a busy time has just ended.
   *
   * @param cpu processor time of the process since its start
   */
  boolean isTime(Duration cpu) {
    var quiet = cpu.minus(looked).compareTo(QUIET) < 0;
    looked = cpu;
    if (!quiet || cpu.minus(collected).compareTo(BUSY) < 0) {
      return false;
    }
    collected = cpu;
    return true;
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
