package dev.mooring.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class GraceTest {
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final AtomicBoolean well = new AtomicBoolean();
  private final Grace grace = new Grace(well::get, Duration.ofMinutes(5), now::get);

  @Test
  void whatNeverWasWellHasAsLongAsWhatWas() {
    at(299);
    assertThat(grace.getAsBoolean()).isTrue();
    at(300);
    assertThat(grace.getAsBoolean()).isFalse();
  }

  @Test
  void theGraceBeginsWhenItWasLastSeenWell() {
    at(200);
    well.set(true);
    assertThat(grace.getAsBoolean()).isTrue();
    well.set(false);
    at(499);
    assertThat(grace.getAsBoolean()).isTrue();
    at(500);
    assertThat(grace.getAsBoolean()).isFalse();
  }

  @Test
  void whoIsWellAgainIsAlive() {
    at(1000);
    assertThat(grace.getAsBoolean()).isFalse();
    well.set(true);
    assertThat(grace.getAsBoolean()).isTrue();
  }

  private void at(int seconds) {
    now.set(START.plusSeconds(seconds));
  }
}
