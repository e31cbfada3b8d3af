package dev.mooring.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import java.util.Optional;

/** The agents and their tunnels. */
public interface Agents {

  /** Registers an agent, or gives the one that is there a new certificate; all else stays. */
  void register(String id, ResourceId cluster, String certificate);

  Optional<Agent> find(String id);

  /** The one that was registered last, should there be two. */
  Optional<Agent> on(ResourceId cluster);

  /**
   * A tunnel was accepted: takes the next epoch, which is greater than any before, not always by
   * one. Empty when there is no such agent.
   */
  Optional<Long> accept(String id);

  /** Notes that the agent lives and how far its watch was read, if the epoch is the newest. */
  boolean seen(String id, long epoch, String cursor);

  /** Notes how its pods are, and that it lives, if the epoch is the newest. */
  boolean told(String id, long epoch, JsonNode pods);

  /** Forgets it. Its tasks are nobody's then, and whoever comes first may claim them. */
  void remove(String id);
}
