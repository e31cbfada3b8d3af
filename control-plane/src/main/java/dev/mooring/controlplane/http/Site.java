package dev.mooring.controlplane.http;

/** The names that the platform is reached under. */
public record Site(String domain, int port) {

  /** The API's address, without a slash at its end. */
  public String base() {
    return "https://" + apiAuthority();
  }

  /** The API's host and port. */
  public String apiAuthority() {
    return "arm.%s:%d".formatted(domain, port);
  }

  /** Where tokens come from; also the issuer that is in them. */
  public String issuer() {
    return base() + "/adfs";
  }

  /** What follows {@code <account>.blob.} in an account's host, with the port. */
  public String storageSuffix() {
    return "core.%s:%d".formatted(domain, port);
  }
}
