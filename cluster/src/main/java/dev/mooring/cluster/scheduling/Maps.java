package dev.mooring.cluster.scheduling;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An absent map is an empty one. */
final class Maps {
  private Maps() {}

  static <V> Map<String, V> of(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : map;
  }
}
