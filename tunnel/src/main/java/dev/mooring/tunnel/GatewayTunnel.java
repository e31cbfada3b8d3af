package dev.mooring.tunnel;

import dev.mooring.tunnel.Connections.Farewell;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import java.io.IOException;

/** A connection that an agent dialled, on the end that calls. Thread-safe. */
final class GatewayTunnel implements Tunnel {
  private final String agent;
  private final Channel connection;
  private final LinkEvents events;

  GatewayTunnel(String agent, Channel connection, LinkEvents events) {
    this.agent = agent;
    this.connection = connection;
    this.events = events;
  }

  @Override
  public String agent() {
    return agent;
  }

  @Override
  public TunnelResponse call(TunnelRequest request) throws IOException, InterruptedException {
    var head = Fields.of(request);
    var stream = open();
    var caller = new CallerStream(agent, stream, request);
    stream.pipeline().addLast(caller);
    return caller.call(head);
  }

  private Http2StreamChannel open() throws IOException, InterruptedException {
    var opening =
        new Http2StreamChannelBootstrap(connection)
            .option(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false)
            .open();
    try {
      opening.await();
    } catch (InterruptedException givenUp) {
      opening.addListener(opened -> {
        if (opened.isSuccess()) {
          var _ = opening.getNow().close();
        }
      });
      throw givenUp;
    }
    if (!opening.isSuccess()) {
      throw new IOException("Agent " + agent + " is gone, its tunnel is closed", opening.cause());
    }
    return opening.getNow();
  }

  @Override
  public boolean isOpen() {
    return connection.isActive() && events.stays();
  }

  /** Waits until it is closed, by whichever side. */
  void awaitClosed() throws InterruptedException {
    connection.closeFuture().await();
  }

  void close(Farewell why) {
    Connections.close(connection, why);
  }

  @Override
  public void close() {
    close(Farewell.CLOSED);
  }
}
