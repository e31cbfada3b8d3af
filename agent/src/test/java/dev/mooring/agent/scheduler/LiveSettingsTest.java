package dev.mooring.agent.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.scheduling.ConfigMapFile;
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
  private final List<String> accepted = new ArrayList<>();
  private final LiveSettings settings = settings();

  private LiveSettings settings() {
    var taken =
        new LiveSettings.Taken() {
          @Override
          public void refused(String message) {
            refusals.add(message);
          }

          @Override
          public void accepted(String yaml) {
            accepted.add(yaml);
          }
        };
    return new LiveSettings(taken, () -> changes.add("changed"));
  }

  private static ConfigMapFile.Content file(String text) {
    return new ConfigMapFile.Content(Optional.of(text), Optional.empty());
  }

  @Test
  void whatIsNotNamedStaysAsItIsByDefault() {
    settings.read(
        file(
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
    settings.read(ConfigMapFile.Content.NONE);
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
    settings.read(file("placing: Spread"));
    settings.read(file(wrong));
    assertThat(settings.get().placing()).isEqualTo(Placing.SPREAD);
    assertThat(refusals).singleElement().satisfies(said -> assertThat(said).isNotBlank());
    assertThat(changes).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ageingSeconds: 0",
        "searchTries: 0",
        "preemption: {searchTries: 0}",
        "preemption: {minimumRunSeconds: -1}"
      })
  void whatIsRefusedIsNamedAsTheFileNamesIt(String wrong) {
    settings.read(file(wrong));
    var key = wrong.replaceAll(": -?\\d.*", "").replace(": {", ".");
    assertThat(refusals).singleElement().asString().contains(key);
  }

  @Test
  void whoLeadsNextGoesOnWithWhatWasAcceptedBefore() {
    settings.read(file("placing: Spread"));
    assertThat(accepted).containsExactly("placing: Spread");
    var wrong =
        new ConfigMapFile.Content(Optional.of("placing: sideways"), Optional.of("placing: Spread"));
    settings.read(wrong);
    var next = settings();
    next.read(wrong);
    assertThat(next.get().placing()).isEqualTo(Placing.SPREAD);
    assertThat(refusals).hasSize(2).allMatch(said -> said.endsWith("the settings before hold on"));
    assertThat(accepted).as("what is refused is not").hasSize(1);
  }

  @Test
  void whereNothingWasAcceptedTheDefaultsHoldAndThatIsSaid() {
    settings.read(file("placing: sideways"));
    assertThat(settings.get()).isEqualTo(Settings.DEFAULT);
    assertThat(refusals).singleElement().asString().endsWith("so the defaults hold");
  }

  @Test
  void whatStandsThereAsAcceptedIsNotWrittenAgain() {
    settings.read(
        new ConfigMapFile.Content(Optional.of("placing: Spread"), Optional.of("placing: Spread")));
    assertThat(accepted).isEmpty();
    settings.read(new ConfigMapFile.Content(Optional.empty(), Optional.of("placing: Spread")));
    assertThat(accepted).as("the defaults hold now, also for who leads next").containsExactly("");
    settings.read(new ConfigMapFile.Content(Optional.empty(), Optional.of("")));
    assertThat(accepted).hasSize(1);
  }

  @Test
  void aKeyThatNobodyReadsIsNamedWithThoseThatThereAre() {
    settings.read(file("scores: {rooms: 1}"));
    assertThat(refusals)
        .singleElement()
        .asString()
        .contains("'rooms'", "room", "devices")
        .doesNotContain("dev.mooring");
  }
}
