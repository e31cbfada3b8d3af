package dev.mooring.cluster.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class CrowdTest {
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private int make() {
    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    LockSupport.parkNanos(1_000);
    return underWay.getAndDecrement();
  }

  /** The most of 500 that were made at once. */
  private int most(Callable<Integer> making) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(Collections.nCopies(500, making)))
          .allMatch(made -> made.state() == Future.State.SUCCESS);
    }
    return most.get();
  }

  @Test
  void fewServicesAreMadeAtOnce() throws InterruptedException {
    var crowd = new Crowd(Duration.ofHours(1));
    assertThat(most(() -> crowd.service(this::make))).isBetween(1, Crowd.SERVICES);
  }

  @Test
  void notAllObjectsAreMadeAtOnce() throws InterruptedException {
    var crowd = new Crowd(Duration.ofHours(1));
    assertThat(most(() -> crowd.object(this::make))).isBetween(1, Crowd.OBJECTS);
  }

  @Test
  void podsOfAFewJobsAreNoCrowd() throws Exception {
    var crowd = new Crowd(Duration.ofHours(1));
    assertThat(whileMaking(Crowd.PODS_OF_A_FEW, crowd::pod, crowd::isCrowded)).isFalse();
    assertThat(whileMaking(Crowd.PODS_OF_A_FEW + 1, crowd::pod, crowd::isCrowded)).isTrue();
    assertThat(crowd.isCrowded()).isFalse();
  }

  @Test
  void aServiceDoesNotWaitForThoseThatAreHeldUp() throws Exception {
    var crowd = new Crowd(Duration.ofMillis(1));
    assertThat(
            whileMaking(Crowd.SERVICES, crowd::service, () -> crowd.<String>service(() -> "made")))
        .isEqualTo("made");
  }

  private interface Making {
    boolean of(Supplier<Boolean> what) throws InterruptedException;
  }

  /** What comes of it while so many are being made. */
  private static <T> T whileMaking(int count, Making making, Callable<T> meanwhile)
      throws Exception {
    var held = new CountDownLatch(count);
    var free = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < count; i++) {
        var _ =
            threads.submit(() ->
                making.of(() -> {
                  held.countDown();
                  return comes(free);
                }));
      }
      try {
        assertThat(comes(held)).isTrue();
        return meanwhile.call();
      } finally {
        free.countDown();
      }
    }
  }

  private static boolean comes(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
