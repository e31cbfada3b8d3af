package dev.mooring.helm;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is to be in a cluster.
 *
 * @param chart the chart's folder
 * @param valuesYaml over the chart's own values; may be empty
 * @param timeout how long its pods and hooks may take to be ready
 */
public record Release(
    String namespace, String name, Path chart, String valuesYaml, Duration timeout) {
  public Release {
    if (namespace.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException(
          "A release needs a name and a namespace: '%s' in '%s'".formatted(name, namespace));
    }
    if (timeout.toSeconds() < 1) {
      throw new IllegalArgumentException("Timeout is below a second: " + timeout);
    }
  }
}
