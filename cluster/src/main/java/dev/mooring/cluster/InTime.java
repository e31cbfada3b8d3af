package dev.mooring.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls that hold nobody longer than he can wait. */
public final class InTime {
  private InTime() {}

  /**
   * Calls on a thread of its own, which is interrupted once nobody waits any more.
   *
   * @param name of the thread
   * @throws TimeoutException if there is no answer within {@code atMost}
   * @throws ExecutionException with what the call threw
   */
  public static <T> T call(String name, Duration atMost, Callable<T> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    var question = new FutureTask<>(call);
    Thread.ofVirtual().name(name).start(question);
    try {
      return question.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      question.cancel(true);
    }
  }
}
