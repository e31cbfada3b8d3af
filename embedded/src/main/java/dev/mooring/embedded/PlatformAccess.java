package dev.mooring.embedded;

import java.nio.file.Path;

/**
 * How a program of this machine reaches the platform.
 *
 * @param url of its REST API
 * @param authority file with the certificate of its authority
 * @param bundle file with the system's certificates and that one, for programs that take one file
 */
public record PlatformAccess(
    String domain, String url, Path authority, Path bundle, String clientId, String clientSecret) {

  static PlatformAccess of(Layout layout, Folders folders) {
    var client = Json.parse(Disk.read(PlatformSecrets.clientFile(folders)));
    return new PlatformAccess(
        layout.domain(),
        layout.platform(),
        folders.platform().resolve("pki/ca.crt"),
        folders.platform().resolve("ca-bundle.pem"),
        client.path("clientId").asText(),
        client.path("clientSecret").asText());
  }

  @Override
  public String toString() {
    return "PlatformAccess[%s as %s]".formatted(url, clientId);
  }
}
