package dev.mooring.tunnel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** For streams that the answering end opens, which it must not. */
@ChannelHandler.Sharable
final class RefusedStream extends ChannelInboundHandlerAdapter {
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    var _ = context.close();
  }
}
