package dev.mooring.scheduling;

/** What keeps pods off a node; Kubernetes' taint. */
public record Taint(String key, String value, String effect) {
  /** Whether it keeps a pod from being placed; PreferNoSchedule does not. */
  boolean forbids() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }
}
