package dev.mooring.cluster.jobs;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** How many objects the passes of all jobs make at once. Thread-safe. */
final class Crowd {
  /**
   * Of these as many are written as there are connections, and the others wait for one. What goes
   * by the client's own connection must be fewer than the 250 that it carries.
   */
  static final int OBJECTS = 96;

  /**
   * Each makes controllers write twice more, and the containers of a pod that has just got its node
   * start a second later: pods of other jobs come first.
   */
  static final int SERVICES = 2;

  /** As many as one job makes at once, or a few small ones. */
  static final int PODS_OF_A_FEW = 32;

  private final AtomicInteger pods = new AtomicInteger();
  private final Semaphore objects = new Semaphore(OBJECTS);
  private final Semaphore services = new Semaphore(SERVICES);
  private final Duration patience;

  /**
   * Nobody is there yet.
   *
   * @param patience a service that has waited so long is one of the objects: those before it may be
   *     held up by what is the matter with their own jobs
   */
  Crowd(Duration patience) {
    this.patience = patience;
  }

  <T> T pod(Supplier<T> making) throws InterruptedException {
    pods.incrementAndGet();
    try {
      return object(making);
    } finally {
      pods.decrementAndGet();
    }
  }

  /** Whether pods of many jobs are being made now. */
  boolean isCrowded() {
    return pods.get() > PODS_OF_A_FEW;
  }

  <T> T object(Supplier<T> making) throws InterruptedException {
    objects.acquire();
    try {
      return making.get();
    } finally {
      objects.release();
    }
  }

  <T> T service(Supplier<T> making) throws InterruptedException {
    var first = services.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return object(making);
    } finally {
      if (first) {
        services.release();
      }
    }
  }
}
