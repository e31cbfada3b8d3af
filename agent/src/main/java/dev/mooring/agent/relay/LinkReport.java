package dev.mooring.agent.relay;

import dev.mooring.tunnel.LinkState;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the link: answers whether it is up, and logs each change once, not each attempt.
 * Thread-safe.
 */
final class LinkReport implements Consumer<LinkState>, BooleanSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(LinkReport.class);
  private static final String NOTHING_YET = "";
  private static final String UP = "up";

  private final String address;

  /** The code of the last trouble, or {@link #UP}. */
  private final AtomicReference<String> last = new AtomicReference<>(NOTHING_YET);

  LinkReport(String address) {
    this.address = address;
  }

  @Override
  public void accept(LinkState state) {
    switch (state) {
      case LinkState.Connected _ -> {
        last.set(UP);
        LOG.info("Connected to {}", address);
      }
      case LinkState.Broken broken -> {
        if (!last.getAndSet(broken.code()).equals(broken.code())) {
          LOG.warn(
              "No link: {}: {}. Next: {}. Trying again",
              broken.code(),
              broken.message(),
              broken.nextStep());
        }
      }
    }
  }

  @Override
  public boolean getAsBoolean() {
    return last.get().equals(UP);
  }
}
