package dev.mooring.controlplane.agents;

import dev.mooring.tunnel.Tunnel;
import dev.mooring.tunnel.TunnelHandler;
import dev.mooring.tunnel.TunnelRequest;
import dev.mooring.tunnel.TunnelResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** A tunnel inside this process. Thread-safe. */
public final class FakeTunnel implements Tunnel {
  private final String agent;
  private final TunnelHandler handler;
  private final AtomicInteger bodies = new AtomicInteger();
  private volatile boolean open = true;
  private volatile int broken;

  public FakeTunnel(String agent, TunnelHandler handler) {
    this.agent = agent;
    this.handler = handler;
  }

  @Override
  public String agent() {
    return agent;
  }

  @Override
  public TunnelResponse call(TunnelRequest request) throws IOException, InterruptedException {
    if (!open) {
      throw new IOException("the tunnel is closed");
    }
    var response = handler.handle(request);
    return new TunnelResponse(
        response.status(), response.headers(), new Body(response.body(), bodies.incrementAndGet()));
  }

  /** What is being read breaks; calls to come do not. */
  public void breakBodies() {
    broken = bodies.get();
  }

  private final class Body extends FilterInputStream {
    private final int number;

    private Body(InputStream in, int number) {
      super(in);
      this.number = number;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (!open || number <= broken) {
        throw new IOException("the tunnel broke");
      }
      return super.read(into, offset, length);
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
