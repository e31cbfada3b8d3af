package dev.mooring.agent.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveSettingsTest {
  private final List<String> refusals = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final LiveSettings settings =
      new LiveSettings(refusals::add, () -> changes.add("changed"));

  @Test
  void whatIsNotNamedStaysAsItIsByDefault() {
    settings.read(
        Optional.of(
            """
            placing: Spread
            preemption: {minimumRunSeconds: 60}
            scores: {devices: 7}
            """));
    var read = settings.get();
    assertThat(read.placing()).isEqualTo(Placing.SPREAD);
    assertThat(read.preemption().minimumRun()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read.preemption().on()).isTrue();
    assertThat(read.scores().devices()).isEqualTo(7);
    assertThat(read.ageing()).isEqualTo(Settings.DEFAULT.ageing());
    assertThat(changes).hasSize(1);
    settings.read(Optional.empty());
    assertThat(settings.get()).isEqualTo(Settings.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "placing: sideways",
        "plaicing: Spread",
        "scores: {room: 1000}",
        "ageingSeconds: 0",
        "ageingSeconds: 9223372036854775807",
        "preemption: {minimumRunSeconds: 9223372036854775807}",
        "searchTries: many",
        "{",
        "- a list"
      })
  void whatCannotBeReadLeavesTheSettingsAsTheyAre(String wrong) {
    settings.read(Optional.of("placing: Spread"));
    settings.read(Optional.of(wrong));
    assertThat(settings.get().placing()).isEqualTo(Placing.SPREAD);
    assertThat(refusals).singleElement().satisfies(said -> assertThat(said).isNotBlank());
    assertThat(changes).hasSize(1);
  }

  @Test
  void aKeyThatNobodyReadsIsNamedWithThoseThatThereAre() {
    settings.read(Optional.of("scores: {rooms: 1}"));
    assertThat(refusals)
        .singleElement()
        .asString()
        .contains("'rooms'", "room", "devices")
        .doesNotContain("dev.mooring");
  }
}
