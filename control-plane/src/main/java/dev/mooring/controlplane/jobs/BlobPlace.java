package dev.mooring.controlplane.jobs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where blobs lie.
 *
 * @param path of a blob, or what the names of several begin with; without a slash at the beginning
 */
public record BlobPlace(String account, String container, String path) {

  /** As an address {@code https://<account>.blob.<suffix>/<container>/<path>} says. */
  static Optional<BlobPlace> of(String address) {
    try {
      var uri = new URI(address);
      var host = uri.getHost();
      var dot = host == null ? -1 : host.indexOf(".blob.");
      var path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/+", "");
      if (host == null || dot < 1 || path.isEmpty() || !"https".equals(uri.getScheme())) {
        return Optional.empty();
      }
      var slash = path.indexOf('/');
      return Optional.of(
          slash < 0
              ? new BlobPlace(host.substring(0, dot), path, "")
              : new BlobPlace(
                  host.substring(0, dot), path.substring(0, slash), path.substring(slash + 1)));
    } catch (URISyntaxException other) {
      return Optional.empty();
    }
  }

  /** It can be signed for; names that are empty are legal in a blob's name, and no folders. */
  boolean isFolder() {
    return !path.startsWith("/") && !path.contains("//");
  }

  /** All of its container. */
  BlobPlace whole() {
    return new BlobPlace(account, container, "");
  }

  /** With a slash at the end, as the names of blobs in a folder begin. */
  String folder() {
    return path.isEmpty() || path.endsWith("/") ? path : path + "/";
  }
}
