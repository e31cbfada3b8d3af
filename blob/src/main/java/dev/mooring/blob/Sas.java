package dev.mooring.blob;

import dev.mooring.blob.signing.Folder;
import dev.mooring.blob.signing.SignedQuery;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** URLs with a shared access signature: who has one may do what it grants until it expires. */
public final class Sas {
  private Sas() {}

  /**
   * URL of the container with its signature.
   *
   * @param accountEndpoint as {@code https://account.blob.core.domain:8443}
   * @param permissions letters of r, a, c, w, d and l, in any order
   */
  public static URI container(
      URI accountEndpoint,
      String account,
      String container,
      String permissions,
      Instant expiry,
      byte[] key) {
    var name = new ContainerName(account, container);
    var signed =
        new SignedQuery("c", permissions, expiry, protocol(accountEndpoint))
            .sign(name.toString(), key);
    return url(accountEndpoint, "/" + container, signed);
  }

  /**
   * URL of the container with a signature for the blobs below a folder, as Azure's for a directory
   * (sr=d): also a listing must name the folder, or more, as its prefix.
   *
   * @param folder names between slashes, such as {@code runs/1}; with or without one at its end
   */
  public static URI folder(
      URI accountEndpoint,
      String account,
      String container,
      String folder,
      String permissions,
      Instant expiry,
      byte[] key) {
    var name = new ContainerName(account, container);
    var below = new Folder(folder);
    var signed =
        new SignedQuery("d", permissions, expiry, protocol(accountEndpoint), below.depth())
            .sign(name + "/" + below.path(), key);
    return url(accountEndpoint, "/" + container, signed);
  }

  /** URL of one blob with its signature, which is for no other. */
  public static URI blob(
      URI accountEndpoint,
      String account,
      String container,
      String blob,
      String permissions,
      Instant expiry,
      byte[] key) {
    var name = BlobName.of(account, container, blob);
    var signed =
        new SignedQuery("b", permissions, expiry, protocol(accountEndpoint))
            .sign(name.toString(), key);
    return url(accountEndpoint, "/" + container + "/" + path(blob), signed);
  }

  private static URI url(URI endpoint, String path, String query) {
    return URI.create(
        "%s://%s%s?%s".formatted(endpoint.getScheme(), endpoint.getRawAuthority(), path, query));
  }

  /** Percent-encoded, but for the slashes. */
  private static String path(String blob) {
    return URLEncoder.encode(blob, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static String protocol(URI endpoint) {
    return "https".equals(endpoint.getScheme()) ? "https" : "https,http";
  }
}
