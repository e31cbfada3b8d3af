package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.AmlJob;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventLoopTest {

  @Test
  void anObjectIsLookedAtAgainWhenItsPassSays() {
    assertThat(delay(Optional.of(Duration.ofSeconds(7)))).contains(7_000L);
    assertThat(delay(Optional.empty())).isEmpty();
  }

  @Test
  void noAlarmIsSetForDaysAhead() {
    assertThat(delay(Optional.of(Duration.ofDays(36_500)))).contains(1_800_000L);
  }

  private static Optional<Long> delay(Optional<Duration> again) {
    return EventLoop.<AmlJob>done(again).getScheduleDelay();
  }
}
