package dev.mooring.crd;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Upstream's maps of replicas by type, whose keys users write in any case: {@code worker} is {@code
 * Worker}.
 */
public final class ReplicaTypes {
  private ReplicaTypes() {}

  /**
   * The same replicas under the keys as upstream spells them, in the order of {@code types}; keys
   * that are none of them follow as they are.
   *
   * @param types such as {@code Master, Worker}
   */
  public static Map<String, ReplicaSpec> canonical(
      Map<String, ReplicaSpec> replicas, List<String> types) {
    var canonical = new LinkedHashMap<String, ReplicaSpec>();
    for (var type : types) {
      replicas.forEach((key, spec) -> {
        if (key.equalsIgnoreCase(type)) {
          canonical.put(type, spec);
        }
      });
    }
    replicas.forEach((key, spec) -> {
      if (types.stream().noneMatch(key::equalsIgnoreCase)) {
        canonical.put(key, spec);
      }
    });
    return Collections.unmodifiableMap(canonical);
  }
}
