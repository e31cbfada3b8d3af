package dev.mooring.agent.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code scheduler.yaml} of the ConfigMap {@code azureml-connector-scheduler}. What it does not
 * name is as in {@link Settings#DEFAULT}; durations are in seconds.
 */
record SettingsFile(
    @Nullable String placing,
    @Nullable Scores scores,
    @Nullable Preemption preemption,
    @Nullable Integer searchTries,
    @Nullable Long ageingSeconds,
    @Nullable Boolean reservations) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final SettingsFile EMPTY = new SettingsFile(null, null, null, null, null, null);

  record Scores(
      @Nullable Integer room,
      @Nullable Integer devices,
      @Nullable Integer nodeAffinity,
      @Nullable Integer podAffinity,
      @Nullable Integer spread,
      @Nullable Integer taints) {
    Settings.Scores over(Settings.Scores given) {
      return new Settings.Scores(
          or(room, given.room()),
          or(devices, given.devices()),
          or(nodeAffinity, given.nodeAffinity()),
          or(podAffinity, given.podAffinity()),
          or(spread, given.spread()),
          or(taints, given.taints()));
    }
  }

  record Preemption(
      @Nullable Boolean enabled, @Nullable Long minimumRunSeconds, @Nullable Integer searchTries) {
    Settings.Preemption over(Settings.Preemption given) {
      return new Settings.Preemption(
          or(enabled, given.on()),
          seconds("preemption.minimumRunSeconds", minimumRunSeconds, given.minimumRun()),
          or(searchTries, given.mostTries()));
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is not what the scheduler knows; the message says
   *     which key
   */
  static Settings parse(String yaml) {
    if (yaml.isBlank()) {
      return Settings.DEFAULT;
    }
    try {
      var file = YAML.readValue(yaml, SettingsFile.class);
      return (file == null ? EMPTY : file).over(Settings.DEFAULT);
    } catch (UnrecognizedPropertyException unknown) {
      throw new IllegalArgumentException(
          "scheduler.yaml has the key '%s', which nobody reads; there may be %s"
              .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds()),
          unknown);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException(unreadable.getOriginalMessage(), unreadable);
    }
  }

  private Settings over(Settings given) {
    return new Settings(
        placing == null ? given.placing() : placing(placing),
        scores == null ? given.scores() : scores.over(given.scores()),
        preemption == null ? given.preemption() : preemption.over(given.preemption()),
        or(searchTries, given.mostTries()),
        seconds("ageingSeconds", ageingSeconds, given.ageing()),
        or(reservations, given.reserves()));
  }

  private static Placing placing(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "binpack" -> Placing.BINPACK;
      case "spread" -> Placing.SPREAD;
      default ->
          throw new IllegalArgumentException(
              "placing is neither Binpack nor Spread: '" + name + "'");
    };
  }

  private static Duration seconds(String key, @Nullable Long value, Duration otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (value > LONGEST.toSeconds()) {
      throw new IllegalArgumentException(
          "%s is more than ten years, %d: %d".formatted(key, LONGEST.toSeconds(), value));
    }
    return Duration.ofSeconds(value);
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return Objects.requireNonNullElse(value, otherwise);
  }
}
