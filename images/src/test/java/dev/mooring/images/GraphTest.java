package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GraphTest {
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @Test
  void aNodeRunsOnceAfterWhatItNeeds() {
    var base = Graph.node(() -> note("base"));
    var left = Graph.node(() -> note(base.value() + " left"), base);
    var right = Graph.node(() -> note(base.value() + " right"), base);
    var top = Graph.node(() -> note("top"), left, right);

    Graph.run(List.of(top, left));

    assertThat(ran).hasSize(4).startsWith("base").endsWith("top");
    assertThat(left.value()).isEqualTo("base left");
    Graph.run(List.of(top));
    assertThat(ran).hasSize(4);
  }

  @Test
  void independentNodesRunBesideEachOther() {
    // Each waits for the other: only in parallel do both end.
    var barrier = new CyclicBarrier(2);
    var one = Graph.node(() -> meet(barrier));
    var two = Graph.node(() -> meet(barrier));
    Graph.run(List.of(one, two));
    assertThat(one.value() + two.value()).isEqualTo(1);
  }

  @Test
  void theFirstFailureStopsTheRest() {
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var slow =
        Graph.node(() -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return "stopped";
        });
    var failing =
        Graph.<String>node(() -> {
          await(running);
          throw new BuildException(BuildException.Code.COMMAND, "go build failed");
        });
    var dependent = Graph.node(() -> note("dependent"), failing);

    assertThatThrownBy(() -> Graph.run(List.of(slow, dependent)))
        .isInstanceOf(BuildException.class)
        .hasMessage("go build failed");
    await(interrupted);
    assertThat(ran).isEmpty();
    assertThatThrownBy(dependent::value).hasMessageContaining("not run");
  }

  private String note(String name) {
    ran.add(name);
    return name;
  }

  private static int meet(CyclicBarrier barrier) {
    try {
      return barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("the other node never came", e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
