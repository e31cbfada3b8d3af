package dev.mooring.agent.scheduler;

import dev.mooring.scheduling.model.Settings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings that hold; what cannot be read leaves them as they are. Thread-safe. */
final class LiveSettings implements Supplier<Settings> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

  /** Is told what is wrong with a file that is refused. */
  interface Refused {
    void because(String message);
  }

  private final AtomicReference<Settings> current = new AtomicReference<>(Settings.DEFAULT);
  private final Refused refused;
  private final Runnable changed;

  LiveSettings(Refused refused, Runnable changed) {
    this.refused = refused;
    this.changed = changed;
  }

  void read(Optional<String> yaml) {
    try {
      var next = yaml.map(SettingsFile::parse).orElse(Settings.DEFAULT);
      if (!next.equals(current.getAndSet(next))) {
        LOG.info("Settings are now {}", next);
        changed.run();
      }
    } catch (IllegalArgumentException wrong) {
      LOG.error("The settings are refused, the ones before hold on: {}", wrong.getMessage());
      refused.because(String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public Settings get() {
    return current.get();
  }
}
