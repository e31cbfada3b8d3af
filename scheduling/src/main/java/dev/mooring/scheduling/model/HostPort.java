package dev.mooring.scheduling.model;

/** A port of the node that one pod alone may have; the address 0.0.0.0 (or none) is all of them. */
public record HostPort(String protocol, String address, int port) {
  private static final String ALL = "0.0.0.0";

  public HostPort {
    protocol = protocol.isEmpty() ? "TCP" : protocol;
    address = address.isEmpty() ? ALL : address;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("Host port is not within 1 to 65535: " + port);
    }
  }

  public boolean collides(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (address.equals(other.address) || address.equals(ALL) || other.address.equals(ALL));
  }

  @Override
  public String toString() {
    return protocol + " " + port;
  }
}
