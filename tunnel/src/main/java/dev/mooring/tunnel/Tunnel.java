package dev.mooring.tunnel;

import java.io.IOException;

/** An agent's connection, on the side that calls. Thread-safe. */
public interface Tunnel extends AutoCloseable {
  /** Whose it is: the common name of its client certificate. */
  String agent();

  /**
   * Calls the agent and returns when the head of its answer is there; blocks. The caller closes the
   * response.
   *
   * @throws IOException when the tunnel breaks before that; whether the agent has done it is then
   *     not known
   */
  TunnelResponse call(TunnelRequest request) throws IOException, InterruptedException;

  boolean isOpen();

  /** Ends it; what is under way fails. */
  @Override
  void close();
}
