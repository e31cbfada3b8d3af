package dev.mooring.tunnel;

import java.util.function.Supplier;

/**
 * Where an agent dials, and as whom.
 *
 * @param host sent as server name and looked for in the gateway's certificate
 * @param identity asked before each attempt, so that renewed certificates are taken up; when it
 *     throws, that is told as the reason why the link is broken
 */
public record Dial(String host, int port, Supplier<TlsIdentity> identity) {
  public Dial {
    if (host.isBlank()) {
      throw new IllegalArgumentException("The host to dial is empty");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("Not a port to dial: " + port);
    }
  }

  public Dial(String host, int port, TlsIdentity identity) {
    this(host, port, () -> identity);
  }

  String address() {
    return host + ":" + port;
  }
}
