package dev.mooring.cluster.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * Where the webhooks' certificate is kept and the API server is told of them. Each call is a
 * request and throws {@link dev.mooring.cluster.ClusterException} when that fails.
 */
public interface WebhookRegistry {

  /** Empty when there is no such Secret. */
  Optional<StoredTls> tls();

  /**
   * Keeps the data if and only if nobody else did since it was read.
   *
   * @param before what was read; empty if there was none
   * @return false if somebody did: read it again
   */
  boolean keep(Optional<StoredTls> before, StoredTls next);

  /** The configurations of these names that are there. */
  List<SeenWebhooks> registered(List<String> names);

  /** Makes the configurations, or gives those that are there what these have. */
  void register(List<HasMetadata> configurations);
}
