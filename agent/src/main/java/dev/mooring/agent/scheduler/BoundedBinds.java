package dev.mooring.agent.scheduler;

import dev.mooring.cluster.ClusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Binds of all gangs together, no more than a number of them at once. Thread-safe. */
final class BoundedBinds implements Starting.Binds {
  private final ExecutorService threads;
  private final Semaphore free;

  BoundedBinds(ExecutorService threads, int atOnce) {
    this.threads = threads;
    this.free = new Semaphore(atOnce);
  }

  @Override
  public void all(List<Runnable> binds) {
    if (binds.size() == 1) {
      one(binds.getFirst());
      return;
    }
    var running = new ArrayList<Future<?>>();
    binds.forEach(bind -> running.add(threads.submit(() -> one(bind))));
    for (var bind : running) {
      try {
        bind.get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof ClusterException known) {
          throw known;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new ClusterException(
            ClusterException.Code.API, "Stopped while pods were being bound", stopped);
      }
    }
  }

  private void one(Runnable bind) {
    free.acquireUninterruptibly();
    try {
      bind.run();
    } finally {
      free.release();
    }
  }
}
