package dev.mooring.scheduling.model;

import java.util.Comparator;

/** A pod: its uid tells it from one of the same name that came before. */
public record PodId(String namespace, String name, String uid) implements Comparable<PodId> {
  private static final Comparator<PodId> ORDER =
      Comparator.comparing(PodId::namespace).thenComparing(PodId::name).thenComparing(PodId::uid);

  @Override
  public int compareTo(PodId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
