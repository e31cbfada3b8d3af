package dev.mooring.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import java.util.concurrent.TimeUnit;

/**
 * Pings, and closes the connection when the other end has been silent too long; the first handler
 * of the pipeline. Any byte counts as life, not only the ping's answer: that may queue for long
 * behind a large body on a slow line. Pings are counted rather than time, so that a machine that
 * slept does not take its own sleep for the other's silence.
 */
final class Heartbeat extends ChannelInboundHandlerAdapter {
  /** Fired through the pipeline before it closes. */
  enum Silence {
    NOTICED
  }

  private final Pace pace;
  private int quietPings;

  Heartbeat(Pace pace) {
    this.pace = pace;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    schedule(context);
  }

  private void schedule(ChannelHandlerContext context) {
    var _ =
        context
            .executor()
            .schedule(() -> beat(context), pace.ping().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void beat(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    if (quietPings >= pace.quietPings()) {
      context.fireUserEventTriggered(Silence.NOTICED);
      // From here it does not wait for handlers that would flush to who does not listen.
      var _ = context.close();
      return;
    }
    var _ = context.channel().writeAndFlush(new DefaultHttp2PingFrame(quietPings));
    quietPings++;
    schedule(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    quietPings = 0;
    context.fireChannelRead(bytes);
  }
}
