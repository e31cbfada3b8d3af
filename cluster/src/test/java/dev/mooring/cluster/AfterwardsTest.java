package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AfterwardsTest {

  @Test
  void whoeverAsksDoesNotWait() {
    var gate = new CountDownLatch(1);
    var written = new CopyOnWriteArrayList<Integer>();
    try (var afterwards = new Afterwards()) {
      afterwards.execute(() -> await(gate));
      afterwards.execute(() -> written.add(1));
      assertThat(written).isEmpty();
      gate.countDown();
    }
    assertThat(written).containsExactly(1);
  }

  @Test
  void writesKeepTheirOrderAndAreMadeBeforeItCloses() {
    var written = new CopyOnWriteArrayList<Integer>();
    var all = IntStream.range(0, 500).boxed().toList();
    try (var afterwards = new Afterwards()) {
      all.forEach(number -> afterwards.execute(() -> written.add(number)));
    }
    assertThat(written).isEqualTo(all);
  }

  @Test
  void whereVeryManyWaitWhoeverHasOneMoreMakesIt() {
    var gate = new CountDownLatch(1);
    var makers = new CopyOnWriteArrayList<Thread>();
    try (var afterwards = new Afterwards()) {
      afterwards.execute(() -> await(gate));
      IntStream.range(0, Afterwards.WAITING).forEach(_ -> afterwards.execute(() -> {}));
      afterwards.execute(() -> makers.add(Thread.currentThread()));
      assertThat(makers).isEqualTo(List.of(Thread.currentThread()));
      gate.countDown();
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
