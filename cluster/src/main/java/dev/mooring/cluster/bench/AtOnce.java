package dev.mooring.cluster.bench;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Requests to the API server, as many under way at once as make it no faster. */
final class AtOnce {
  private static final int REQUESTS = 32;

  private AtOnce() {}

  /**
   * Runs them and returns when all are done.
   *
   * @throws IllegalStateException if one fails, or has not come to its end by then
   */
  static void run(int count, Duration patience, IntFunction<Runnable> of)
      throws InterruptedException {
    var free = new Semaphore(REQUESTS);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var made =
          IntStream.range(0, count)
              .<Future<?>>mapToObj(number ->
                  threads.submit(() -> {
                    free.acquireUninterruptibly();
                    try {
                      of.apply(number).run();
                    } finally {
                      free.release();
                    }
                  }))
              .toList();
      for (var each : made) {
        each.get(patience.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("Not all requests were answered", failed);
    }
  }
}
