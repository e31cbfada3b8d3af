package dev.mooring.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/**
 * Adds the handlers of HTTP/2 when TLS is there, and goes. Not earlier: the codec flushes when it
 * is added, and TLS would then send its first message into a socket that is not connected.
 */
final class AfterHandshake extends ChannelInboundHandlerAdapter {
  private final Consumer<ChannelPipeline> handlers;

  AfterHandshake(Consumer<ChannelPipeline> handlers) {
    this.handlers = handlers;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
      handlers.accept(context.pipeline());
      context.pipeline().remove(this);
    }
  }

  /** Why a handshake fails is told by its own handler. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
