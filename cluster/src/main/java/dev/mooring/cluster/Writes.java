package dev.mooring.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes to objects that others write too, or delete. */
public final class Writes {
  private Writes() {}

  /**
   * Writes, if the object is still as it was seen.
   *
   * @param what is written, for the message when it fails
   * @return empty where the object has changed or is gone, which is an outcome and no fault
   * @throws ClusterException if the API server refuses the write otherwise, or cannot be reached
   */
  public static <T> Optional<T> tried(String what, Supplier<T> write) {
    try {
      return Optional.of(write.get());
    } catch (KubernetesClientException refused) {
      if (isOutcome(refused)) {
        return Optional.empty();
      }
      throw failed(what, refused);
    }
  }

  /** Whether the object had changed or was gone. */
  public static boolean isOutcome(KubernetesClientException refused) {
    return refused.getCode() == HttpURLConnection.HTTP_CONFLICT
        || refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  public static ClusterException failed(String what, KubernetesClientException refused) {
    return new ClusterException(
        ClusterException.Code.API,
        "Writing %s failed: %s".formatted(what, refused.getMessage()),
        refused);
  }
}
