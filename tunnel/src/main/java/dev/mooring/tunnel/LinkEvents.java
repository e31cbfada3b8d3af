package dev.mooring.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** What happens to a connection as a whole; the last handler of its pipeline. */
final class LinkEvents extends ChannelInboundHandlerAdapter {

  /** Why it ends, as far as this end knows. */
  sealed interface Ending {
    record Unknown() implements Ending {}

    /** The other end went silent. */
    record Silent() implements Ending {}

    /** The other end said goodbye. */
    record Farewell(String reason) implements Ending {}

    record Failed(Throwable cause) implements Ending {}
  }

  private static final Ending UNKNOWN = new Ending.Unknown();

  private final Pace pace;
  private final CompletableFuture<Void> up = new CompletableFuture<>();
  private final AtomicReference<Ending> ending = new AtomicReference<>(UNKNOWN);

  LinkEvents(Pace pace) {
    this.pace = pace;
  }

  /** Done once the other end speaks HTTP/2; fails when the connection ends before that. */
  CompletableFuture<Void> up() {
    return up;
  }

  /** What happened first. */
  Ending ending() {
    return ending.get();
  }

  /** Nobody is about to leave. */
  boolean stays() {
    return ending.get() instanceof Ending.Unknown;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    try {
      switch (frame) {
        case Http2SettingsFrame _ -> start(context);
        case Http2GoAwayFrame bye -> end(new Ending.Farewell(bye.content().toString(UTF_8)));
        default -> {
          // Answers to pings and settings: that bytes came in is all that counts.
        }
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void start(ChannelHandlerContext context) {
    if (!up.isDone()) {
      Connections.widen(context.channel());
      context.pipeline().addFirst(new Heartbeat(pace));
      up.complete(null);
    }
  }

  private void end(Ending how) {
    ending.compareAndSet(UNKNOWN, how);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Heartbeat.Silence.NOTICED) {
      end(new Ending.Silent());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(new Ending.Failed(cause));
    var _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    up.completeExceptionally(new ClosedChannelException());
  }
}
