package dev.mooring.training;

/**
 * Which job: the owner of everything made for it.
 *
 * @param kind such as {@code PyTorchJob}; begins the reasons of its conditions
 * @param uid tells it from an earlier job of the same name
 */
public record JobRef(String apiVersion, String kind, String namespace, String name, String uid) {
  public JobRef {
    if (name.isEmpty() || namespace.isEmpty() || uid.isEmpty()) {
      throw new IllegalArgumentException(
          "A job needs name, namespace and uid: '%s', '%s', '%s'".formatted(name, namespace, uid));
    }
  }
}
