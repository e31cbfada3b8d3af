package dev.mooring.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Requests at the same time, of all callers together no more than a number of them. Thread-safe.
 */
public final class Parallel implements Executor {
  private final ExecutorService threads;
  private final Semaphore free;

  /**
   * Runs them on given threads.
   *
   * @param threads one for each request that is asked for, such as virtual ones; those that have
   *     none wait
   */
  public Parallel(ExecutorService threads, int atOnce) {
    this(threads, new Semaphore(atOnce));
  }

  /**
   * The same.
   *
   * @param free has a permit for each request that may be under way
   */
  public Parallel(ExecutorService threads, Semaphore free) {
    this.threads = threads;
    this.free = free;
  }

  /**
   * Runs all and returns their results in their order.
   *
   * @throws ClusterException the first that one of them throws; the others run on. With API when
   *     the caller is told to stop meanwhile
   */
  public <T> List<T> all(List<? extends Callable<? extends T>> requests) {
    var running = new ArrayList<Future<? extends T>>();
    requests.forEach(request -> running.add(threads.submit(() -> one(request))));
    var results = new ArrayList<T>();
    for (var request : running) {
      try {
        results.add(request.get());
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof ClusterException known) {
          throw known;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new ClusterException(
            ClusterException.Code.API, "Stopped while requests were under way", stopped);
      }
    }
    return results;
  }

  /** Runs it when its turn comes. */
  @Override
  public void execute(Runnable request) {
    threads.execute(() -> {
      free.acquireUninterruptibly();
      try {
        request.run();
      } finally {
        free.release();
      }
    });
  }

  private <T> T one(Callable<T> request) throws Exception {
    free.acquire();
    try {
      return request.call();
    } finally {
      free.release();
    }
  }
}
