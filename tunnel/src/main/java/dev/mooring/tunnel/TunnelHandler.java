package dev.mooring.tunnel;

import java.io.IOException;

/** What answers on the agent's side; each call on a virtual thread of its own. */
@FunctionalInterface
public interface TunnelHandler {
  /** Answers. The thread is interrupted when the caller gives up; the body is closed once sent. */
  TunnelResponse handle(TunnelRequest request) throws IOException, InterruptedException;
}
