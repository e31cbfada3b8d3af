package dev.mooring.controlplane.agents;

import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import dev.mooring.tunnel.Tunnel;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tunnels that this replica has. Each has an epoch of its agent, under which its watch writes;
 * the newest of an agent, on whichever replica, is the only one that can. Thread-safe.
 */
public final class AgentTunnels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentTunnels.class);

  private final Store store;
  private final InstantSource clock;
  private final Patience patience;
  private final Map<String, Link> links = new ConcurrentHashMap<>();

  private record Link(Tunnel tunnel, Thread watch) {}

  public AgentTunnels(Store store, InstantSource clock, Patience patience) {
    this.store = store;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Whether an agent may connect: it is registered, with this certificate.
   *
   * @param certificateSha256 hexadecimal
   */
  public boolean admit(String agent, String certificateSha256) {
    try {
      var known = store.agents().find(agent);
      var admitted =
          known.filter(it -> it.certificate().equalsIgnoreCase(certificateSha256)).isPresent();
      if (!admitted) {
        LOG.warn(
            "Agent {} was turned away: {}",
            agent,
            known.isPresent() ? "its certificate is not the one it was given last" : "unknown");
      }
      return admitted;
    } catch (StoreException unanswered) {
      LOG.warn("Agent {} was turned away: {}", agent, unanswered.getMessage());
      return false;
    }
  }

  /** An agent that was admitted can be called: takes the next epoch and begins to watch. */
  public void arrived(Tunnel tunnel) {
    var agent = tunnel.agent();
    var epoch = epoch(agent);
    if (epoch.isEmpty()) {
      // It dials again.
      tunnel.close();
      return;
    }
    var reports = new JobReports(store, agent, epoch.get(), clock);
    var watch = new AgentWatch(tunnel, reports, patience);
    var thread = Thread.ofVirtual().name("watch-" + agent).unstarted(watch::run);
    var before = links.put(agent, new Link(tunnel, thread));
    if (before != null) {
      before.watch().interrupt();
    }
    thread.start();
    LOG.info("Agent {} is connected, epoch {}", agent, epoch.get());
  }

  private Optional<Long> epoch(String agent) {
    try {
      var epoch = store.agents().accept(agent);
      if (epoch.isEmpty()) {
        LOG.warn("Agent {} was removed while it connected", agent);
      }
      return epoch;
    } catch (StoreException unanswered) {
      LOG.warn("Agent {} cannot be served now: {}", agent, unanswered.getMessage());
      return Optional.empty();
    }
  }

  /** A tunnel is closed. */
  public void left(Tunnel tunnel) {
    var link = links.get(tunnel.agent());
    // Another may have taken its place already.
    if (link != null && link.tunnel().equals(tunnel) && links.remove(tunnel.agent(), link)) {
      link.watch().interrupt();
      LOG.info("Agent {} is no longer connected", tunnel.agent());
    }
  }

  /** The agents that can be called from here. */
  public Set<String> agents() {
    return Set.copyOf(links.keySet());
  }

  public Optional<Tunnel> of(String agent) {
    return Optional.ofNullable(links.get(agent)).map(Link::tunnel).filter(Tunnel::isOpen);
  }

  @Override
  public void close() {
    for (var link : links.values()) {
      link.watch().interrupt();
      link.tunnel().close();
    }
    links.clear();
  }
}
