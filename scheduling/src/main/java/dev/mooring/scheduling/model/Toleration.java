package dev.mooring.scheduling.model;

/**
 * Which taints a pod bears; empty fields match as Kubernetes says: no key with {@code Exists} bears
 * every taint, no effect bears every effect, no operator is {@code Equal}.
 */
public record Toleration(String key, String operator, String value, String effect) {
  public boolean bears(Taint taint) {
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    var exists = operator.equals("Exists");
    return key.isEmpty()
        ? exists
        : key.equals(taint.key()) && (exists || value.equals(taint.value()));
  }
}
