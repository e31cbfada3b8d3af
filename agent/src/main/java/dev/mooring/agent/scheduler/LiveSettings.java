package dev.mooring.agent.scheduler;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.scheduling.ConfigMapFile;
import dev.mooring.scheduling.model.Settings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that hold; what cannot be read leaves them as they are, also where another process
 * read them. Thread-safe.
 */
final class LiveSettings implements Supplier<Settings> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

  /** Is told how a file was taken; what it throws is logged. */
  interface Taken {
    /** The message says what is wrong and which settings hold. */
    void refused(String message);

    /** Empty where there is none any more, and the defaults hold. */
    void accepted(String yaml);
  }

  private final AtomicReference<Optional<Settings>> current =
      new AtomicReference<>(Optional.empty());
  private final Taken taken;
  private final Runnable changed;

  LiveSettings(Taken taken, Runnable changed) {
    this.taken = taken;
    this.changed = changed;
  }

  void read(ConfigMapFile.Content file) {
    try {
      become(file.text().map(SettingsFile::parse).orElse(Settings.DEFAULT));
      var text = file.text().orElse("");
      if (!text.equals(file.accepted().orElse(""))) {
        tell(() -> taken.accepted(text));
      }
    } catch (IllegalArgumentException wrong) {
      var message = "%s; %s".formatted(wrong.getMessage(), keep(file.accepted()));
      LOG.error("The settings are refused: {}", message);
      tell(() -> taken.refused(message));
    }
  }

  /** Returns which hold on. */
  private String keep(Optional<String> accepted) {
    if (current.get().isEmpty()) {
      var before = accepted.flatMap(LiveSettings::parsed);
      become(before.orElse(Settings.DEFAULT));
      if (before.isEmpty()) {
        return "there are none before these, so the defaults hold";
      }
    }
    return "the settings before hold on";
  }

  private static Optional<Settings> parsed(String yaml) {
    try {
      return Optional.of(SettingsFile.parse(yaml));
    } catch (IllegalArgumentException ofAnotherVersion) {
      return Optional.empty();
    }
  }

  private void become(Settings next) {
    var before = get();
    current.set(Optional.of(next));
    if (!next.equals(before)) {
      LOG.info("Settings are now {}", next);
      changed.run();
    }
  }

  private static void tell(Runnable word) {
    try {
      word.run();
    } catch (ClusterException failed) {
      LOG.warn("{}", failed.getMessage());
    }
  }

  @Override
  public Settings get() {
    return current.get().orElse(Settings.DEFAULT);
  }
}
