package dev.mooring.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Holds what an agent sends until it is decided whether to talk to it; reading stops after the
 * handshake, so that is little. When removed it passes it on to the handlers behind it, which are
 * added by then.
 */
final class Admission extends ChannelInboundHandlerAdapter {
  private final ArrayDeque<Object> held = new ArrayDeque<>();

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    held.add(bytes);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    var open = context.channel().isActive();
    for (var bytes = held.poll(); bytes != null; bytes = held.poll()) {
      if (open) {
        context.fireChannelRead(bytes);
      } else {
        ReferenceCountUtil.release(bytes);
      }
    }
  }

  /** Why a handshake fails is told by its own handler. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
