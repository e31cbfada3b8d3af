package dev.mooring.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LookTest {
  private static final Duration NOW = Duration.ofMillis(12_345);

  @Test
  void liveLinesFitTheTerminal() {
    var step = new Running(0, "Build Kubernetes", Duration.ZERO, Duration.ZERO, "x".repeat(200));
    var text = new LiveLook(50).live(Board.EMPTY.start(step), NOW);
    assertThat(text).startsWith("[  12.3s] Build Kubernetes  12.3s  xxx").endsWith("…\n");
    assertThat(text.strip()).hasSize(49);
  }

  @Test
  void liveLinesAreErasedByTheirNumber() {
    assertThat(new LiveLook(80).erase(3)).isEqualTo("\033[3A\r\033[J");
    assertThat(new LiveLook(80).erase(0)).isEmpty();
  }

  @Test
  void barsShowWhatRanBesideWhat() {
    var steps =
        List.of(
            new Timing("b", Duration.ofSeconds(5), Duration.ofSeconds(5), Timing.Ending.FAILED),
            new Timing("a", Duration.ZERO, Duration.ofSeconds(10), Timing.Ending.DONE));
    assertThat(Lines.breakdown(steps, Duration.ofSeconds(10)))
        .isEqualTo(
            """
            Time by step, of 10.0s in all:
                10.0s |##############################| a
                 5.0s |               ###############| b (failed)
            """);
  }

  @Test
  void aStepNeedsAName() {
    assertThatThrownBy(() -> new Timing(" ", Duration.ZERO, Duration.ZERO, Timing.Ending.DONE))
        .hasMessageContaining("name is blank");
  }
}
