package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void resultsComeInTheOrderOfTheRequests() {
    var second = new CountDownLatch(1);
    List<Callable<String>> requests =
        List.of(
            () -> {
              assertThat(second.await(1, TimeUnit.MINUTES)).isTrue();
              return "first";
            },
            () -> {
              second.countDown();
              return "second";
            });

    assertThat(new Parallel(threads, 2).all(requests)).containsExactly("first", "second");
  }

  @Test
  void neverMoreAreUnderWayThanWereAllowed() {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var requests =
        IntStream.range(0, 100)
            .mapToObj(number ->
                (Callable<Integer>)
                    () -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      Thread.sleep(1);
                      now.decrementAndGet();
                      return number;
                    })
            .toList();

    assertThat(new Parallel(threads, 3).all(requests)).hasSize(100);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void whatIsExecutedWaitsForItsTurn() {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var done = new AtomicInteger();
    var parallel = new Parallel(threads, 3);
    for (var i = 0; i < 100; i++) {
      parallel.execute(() -> {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        Thread.onSpinWait();
        now.decrementAndGet();
        done.incrementAndGet();
      });
    }
    threads.close();
    assertThat(done).hasValue(100);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void whatOneThrowsIsThrownAndTheOthersRunOn() {
    var others = new AtomicInteger();
    Callable<Integer> good = others::incrementAndGet;
    Callable<Integer> bad =
        () -> {
          throw new ClusterException(ClusterException.Code.API, "refused");
        };

    assertThatThrownBy(() -> new Parallel(threads, 1).all(List.of(good, bad, good)))
        .isInstanceOf(ClusterException.class)
        .hasMessage("refused");
    threads.close();
    assertThat(others).hasValue(2);
  }
}
