package dev.mooring.scheduling.model;

/** What keeps pods off a node; Kubernetes' taint. An absent value is empty. */
public record Taint(String key, String value, String effect) {
  /** What a cordoned node has: who bears it may be there, as Kubernetes' scheduler sees it. */
  public static final Taint CORDON =
      new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");

  /** Whether it keeps a pod from being placed; PreferNoSchedule only speaks against it. */
  public boolean forbids() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }

  @Override
  public String toString() {
    return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect;
  }
}
