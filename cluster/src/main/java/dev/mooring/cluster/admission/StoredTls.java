package dev.mooring.cluster.admission;

import java.util.Map;

/**
 * Text of the Secret.
 *
 * @param version its resourceVersion; empty of one that is not kept yet
 * @param data by key, decoded
 */
public record StoredTls(String version, Map<String, String> data) {
  public StoredTls {
    data = Map.copyOf(data);
  }

  /** Keys are among the data: it is not told. */
  @Override
  public String toString() {
    return "StoredTls[%s, %s]".formatted(version, data.keySet());
  }
}
