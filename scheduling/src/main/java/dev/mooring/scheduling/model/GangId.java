package dev.mooring.scheduling.model;

import java.util.Comparator;

/**
 * What pods start together by: a pod group, or a single pod, which is a gang of its own. In order
 * of their names, numbers in them by what they count: an API server tells whole seconds, and of
 * those that were made within one {@code job-2} is meant to come before {@code job-10}.
 */
public record GangId(Kind kind, String namespace, String name) implements Comparable<GangId> {
  private static final Comparator<GangId> ORDER =
      Comparator.comparing(GangId::namespace)
          .thenComparing(GangId::name, new NaturalOrder())
          .thenComparing(GangId::kind);

  /** Which object speaks for the gang. */
  public enum Kind {
    /** {@code scheduling.volcano.sh/v1beta1} PodGroup. */
    VOLCANO_POD_GROUP,
    /** {@code scheduling.x-k8s.io/v1alpha1} PodGroup. */
    X_K8S_POD_GROUP,
    /** A pod without a group. */
    POD
  }

  @Override
  public int compareTo(GangId other) {
    return ORDER.compare(this, other);
  }

  /** For people. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
