package dev.mooring.e2e;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each of several workers is at just now. Thread-safe. */
final class Moments {
  enum Moment {
    ATTACHING,
    UPLOADING,
    SUBMITTING,
    RUNNING,
    FINALIZING,
    DOWNLOADING,
    DETACHING,
    /** Nothing that a kill is aimed at. */
    OTHER
  }

  private final Map<String, Moment> now = new ConcurrentHashMap<>();

  void are(String worker, Moment moment) {
    now.put(worker, moment);
  }

  boolean has(Moment moment) {
    return now.containsValue(moment);
  }

  @Override
  public String toString() {
    return now.toString();
  }
}
