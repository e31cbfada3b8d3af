package dev.mooring.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One transaction at a time over the whole store. Thread-safe. */
final class Mutex {
  private static final long LOOK_MILLIS = 5;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  <T> T alone(Supplier<T> body) {
    lock.lock();
    try {
      return body.get();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes who waits; only within {@link #alone}. */
  void ring() {
    changed.signalAll();
  }

  /**
   * Lets others in until something is so; it is looked at when rung, and every few milliseconds for
   * what a clock decides.
   */
  void awaitUntil(BooleanSupplier so) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!so.getAsBoolean()) {
        changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }
}
