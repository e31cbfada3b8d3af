package dev.mooring.tunnel;

import dev.mooring.tunnel.Connections.Farewell;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One connection of an agent, from the first packet to the last. */
final class DialedLink {
  private static final int CONNECT_MILLIS = 5_000;

  /**
   * Small, as an agent has one connection and little memory: one arena, chunks of 128 KiB, nothing
   * cached by threads.
   */
  private static final ByteBufAllocator SMALL =
      new PooledByteBufAllocator(true, 1, 1, 8192, 4, 0, 0, false);

  private final Channel connection;
  private final SslHandler handshake;
  private final LinkEvents events;
  private final DialTroubles troubles;

  private DialedLink(
      Channel connection, SslHandler handshake, LinkEvents events, DialTroubles troubles) {
    this.connection = connection;
    this.handshake = handshake;
    this.events = events;
    this.troubles = troubles;
  }

  /** What came of an attempt. */
  sealed interface Attempt {
    record Up(DialedLink link) implements Attempt {}

    record Failed(Trouble why) implements Attempt {}
  }

  /** What an attempt needs beside the address. */
  record Means(SslContext tls, EventLoopGroup loop, TunnelHandler handler, Pace pace) {}

  /** Connects, and waits until the gateway has admitted the agent; blocks. */
  static Attempt open(Dial dial, InetSocketAddress address, Means means)
      throws InterruptedException {
    var events = new LinkEvents(means.pace());
    var troubles = new DialTroubles(dial.address());
    var handshake = means.tls().newHandler(SMALL, dial.host(), dial.port());
    handshake.setHandshakeTimeoutMillis(means.pace().silence().toMillis());
    var http2 =
        new AfterHandshake(
            pipeline -> Connections.addAnswerer(pipeline, streams(means.handler()), events));
    var connecting =
        new Bootstrap()
            .group(means.loop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.ALLOCATOR, SMALL)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  public void initChannel(Channel connection) {
                    connection.pipeline().addLast(handshake, http2);
                  }
                })
            .connect(address);
    try {
      if (!connecting.await().isSuccess()) {
        return new Attempt.Failed(troubles.unreached(connecting.cause()));
      }
      return new DialedLink(connecting.channel(), handshake, events, troubles).awaitUp(means);
    } catch (InterruptedException stopped) {
      var _ = connecting.channel().close();
      throw stopped;
    }
  }

  private static ChannelInitializer<Http2StreamChannel> streams(TunnelHandler handler) {
    return new ChannelInitializer<>() {
      @Override
      public void initChannel(Http2StreamChannel stream) {
        stream.config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
        stream.pipeline().addLast(new HandledStream(stream, handler));
      }
    };
  }

  private Attempt awaitUp(Means means) throws InterruptedException {
    if (!handshake.handshakeFuture().await().isSuccess()) {
      return new Attempt.Failed(troubles.handshake(handshake.handshakeFuture().cause()));
    }
    try {
      var _ = events.up().get(means.pace().silence().toNanos(), TimeUnit.NANOSECONDS);
      return new Attempt.Up(this);
    } catch (ExecutionException closed) {
      return new Attempt.Failed(troubles.notAdmitted(events.ending()));
    } catch (TimeoutException mute) {
      var _ = connection.close();
      return new Attempt.Failed(troubles.mute());
    }
  }

  /** Waits until it is closed by the other end or the network; says why. */
  Trouble awaitLost() throws InterruptedException {
    try {
      connection.closeFuture().await();
      return troubles.lost(events.ending());
    } catch (InterruptedException stopped) {
      Connections.close(connection, Farewell.CLOSED);
      connection.closeFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
      throw stopped;
    }
  }
}
