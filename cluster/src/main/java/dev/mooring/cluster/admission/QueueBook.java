package dev.mooring.cluster.admission;

import java.util.List;

/** The queues of a cluster, as of the latest events. Thread-safe; no requests. */
public interface QueueBook {

  List<KnownQueue> queues();

  /** How many gangs of a queue have not ended; those of its children do not count. */
  long gangsIn(String queue);
}
