package dev.mooring.cluster.admission;

import java.util.List;

/** The queues of a cluster. Thread-safe. */
public interface QueueBook {
  /** As of the latest events; no request. */
  List<KnownQueue> queues();

  /** As the API server has them now, or as of the latest events if it cannot say. */
  List<KnownQueue> queuesNow();

  /**
   * How many gangs of a queue have not ended, as the API server has them now, or as the queue's
   * status has it if that does not say soon; those of its children do not count.
   */
  long gangsIn(String queue);
}
