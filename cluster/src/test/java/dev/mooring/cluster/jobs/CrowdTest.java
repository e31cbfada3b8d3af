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
  void podsOfAFewJobsAreNoCrowd() throws InterruptedException {
    var crowd = new Crowd(Duration.ofHours(1));
    assertThat(isCrowded(crowd, Crowd.PODS_OF_A_FEW)).isFalse();
    assertThat(isCrowded(crowd, Crowd.PODS_OF_A_FEW + 1)).isTrue();
    assertThat(crowd.isCrowded()).isFalse();
  }

  /** While so many pods are being made. */
  private static boolean isCrowded(Crowd crowd, int pods) throws InterruptedException {
    var making = new CountDownLatch(pods);
    var free = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var pod = 0; pod < pods; pod++) {
        var _ =
            threads.submit(() ->
                crowd.pod(() -> {
                  making.countDown();
                  return comes(free);
                }));
      }
      assertThat(comes(making)).isTrue();
      try {
        return crowd.isCrowded();
      } finally {
        free.countDown();
      }
    }
  }

  @Test
  void aServiceDoesNotWaitForThoseThatAreHeldUp() throws InterruptedException {
    var crowd = new Crowd(Duration.ofMillis(1));
    var held = new CountDownLatch(Crowd.SERVICES);
    var free = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < Crowd.SERVICES; i++) {
        var _ =
            threads.submit(() ->
                crowd.service(() -> {
                  held.countDown();
                  return comes(free);
                }));
      }
      assertThat(comes(held)).isTrue();
      assertThat(crowd.<String>service(() -> "made")).isEqualTo("made");
      free.countDown();
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
