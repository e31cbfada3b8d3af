package dev.mooring.agent.operator;

import dev.mooring.crd.JobStatus;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Since when jobs are known of which no status is written yet. Thread-safe. */
final class Newcomers {
  private final Map<String, Instant> byUid = new ConcurrentHashMap<>();

  /**
   * When the first pass over a job was; now for one whose status is written.
   *
   * @param status as it is written
   */
  Instant since(String uid, JobStatus status, Instant now) {
    if (status.equals(JobStatus.NONE)) {
      return byUid.computeIfAbsent(uid, _ -> now);
    }
    forget(uid);
    return now;
  }

  void forget(String uid) {
    byUid.remove(uid);
  }
}
