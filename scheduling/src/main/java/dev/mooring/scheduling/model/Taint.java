package dev.mooring.scheduling.model;

/** What keeps pods off a node; Kubernetes' taint. An absent value is empty. */
public record Taint(String key, String value, String effect) {
  /** Whether it keeps a pod from being placed; PreferNoSchedule only speaks against it. */
  public boolean forbids() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }

  @Override
  public String toString() {
    return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect;
  }
}
