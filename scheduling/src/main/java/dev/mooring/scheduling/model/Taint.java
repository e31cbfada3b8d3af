package dev.mooring.scheduling.model;

/** What keeps pods off a node; Kubernetes' taint. An absent value is empty. */
public record Taint(String key, String value, String effect) {
  /** What a cordoned node has: who bears it may be there, as Kubernetes' scheduler sees it. */
  public static final Taint CORDON =
      new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");

  /** What a node has that says it is not ready; who bears it may be there, as in Kubernetes. */
  public static final Taint NOT_READY = new Taint("node.kubernetes.io/not-ready", "", "NoSchedule");

  /** What a node has of which nothing has been heard for long; the same holds for it. */
  public static final Taint UNREACHABLE =
      new Taint("node.kubernetes.io/unreachable", "", "NoSchedule");

  /** Whether a node that has it is cordoned or not ready. */
  public boolean closes() {
    return equals(CORDON) || equals(NOT_READY) || equals(UNREACHABLE);
  }

  /** Whether Kubernetes takes it off by itself once the node is ready again. */
  public boolean saysNotReady() {
    return key.equals(NOT_READY.key) || key.equals(UNREACHABLE.key);
  }

  /** Whether it keeps a pod from being placed; PreferNoSchedule only speaks against it. */
  public boolean forbids() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }

  @Override
  public String toString() {
    return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect;
  }
}
