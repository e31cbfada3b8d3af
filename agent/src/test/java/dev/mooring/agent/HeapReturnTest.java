package dev.mooring.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HeapReturnTest {
  private final HeapReturn heap = new HeapReturn();

  private boolean after(double seconds) {
    return heap.isTime(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  @Test
  void whenABusyTimeHasEndedTheHeapIsCollectedOnce() {
    assertThat(after(3)).as("busy").isFalse();
    assertThat(after(6)).as("busy").isFalse();
    assertThat(after(6.2)).as("quiet").isTrue();
    assertThat(after(6.4)).as("still quiet").isFalse();
  }

  @Test
  void whatAQuietProcessUsesAddsUp() {
    assertThat(after(0.4)).isFalse();
    assertThat(after(0.8)).isFalse();
    assertThat(after(1.2)).isFalse();
    assertThat(after(1.6)).isFalse();
    assertThat(after(2.0)).isTrue();
    assertThat(after(2.4)).isFalse();
  }
}
