package dev.mooring.cluster;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes that may come a little later than what they tell of, such as events: one after the other,
 * so that they take next to nothing from the writes that others wait for. Where very many wait,
 * whoever has one more makes it. Thread-safe.
 */
public final class Afterwards implements Executor, AutoCloseable {
  static final int WAITING = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("afterwards").factory(),
          new ThreadPoolExecutor.CallerRunsPolicy());

  @Override
  public void execute(Runnable write) {
    thread.execute(write);
  }

  /** Waits some seconds for what is left; the rest is not written. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException hurried) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
