package dev.mooring.cluster.admission;

import java.util.Map;
import java.util.Set;

/**
 * A configuration of webhooks.
 *
 * @param bundles what its webhooks trust, PEM; empty text of one that has none
 */
public record SeenWebhooks(String name, Set<String> bundles, Map<String, String> annotations) {
  public SeenWebhooks {
    bundles = Set.copyOf(bundles);
    annotations = Map.copyOf(annotations);
  }
}
