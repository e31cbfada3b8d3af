package dev.mooring.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call, on the end that answers. */
final class HandledStream extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HandledStream.class);
  private static final int BAD_GATEWAY = 502;

  private final Http2StreamChannel stream;
  private final TunnelHandler handler;
  private final InboundBody body;

  /** Of the event loop. */
  private Optional<Thread> thread = Optional.empty();

  HandledStream(Http2StreamChannel stream, TunnelHandler handler) {
    this.stream = stream;
    this.handler = handler;
    this.body = new InboundBody(stream, () -> {});
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    try {
      switch (frame) {
        case Http2HeadersFrame fields -> headers(fields);
        case Http2DataFrame data -> {
          body.put(data.content());
          endIf(data.isEndStream());
        }
        default -> {
          // Priorities and what HTTP/2 does not know: of no meaning here.
        }
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void headers(Http2HeadersFrame frame) {
    endIf(frame.isEndStream());
    if (thread.isEmpty()) {
      var request = request(frame.headers(), frame.isEndStream());
      thread = Optional.of(Thread.ofVirtual().name("tunnel-call").start(() -> answer(request)));
    }
  }

  private TunnelRequest request(Http2Headers head, boolean alone) {
    return new TunnelRequest(
        head.method().toString(),
        head.path().toString(),
        Fields.map(head),
        alone ? InputStream.nullInputStream() : body);
  }

  private void endIf(boolean end) {
    if (end) {
      body.whole();
    }
  }

  /** The caller gave up, or the link is gone; also comes after a reset. */
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    body.broken(new IOException("The caller has given up"));
    thread.ifPresent(Thread::interrupt);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("A call breaks off", cause);
    var _ = context.close();
  }

  private void answer(TunnelRequest request) {
    try (var response = handled(request)) {
      send(response);
      reset(Http2Error.NO_ERROR, !body.isWhole());
    } catch (IOException | RuntimeException broken) {
      // The head is out, so all that can be said is that the body is not whole.
      LOG.debug("{} {} breaks off", request.method(), request.path(), broken);
      reset(Http2Error.INTERNAL_ERROR, true);
    } catch (InterruptedException givenUp) {
      LOG.debug("{} {} is not wanted any more", request.method(), request.path());
    } finally {
      body.close();
      var _ = stream.close();
    }
  }

  private TunnelResponse handled(TunnelRequest request) throws InterruptedException {
    try {
      return handler.handle(request);
    } catch (IOException | RuntimeException failed) {
      if (stream.isActive()) {
        LOG.warn("{} {} failed: {}", request.method(), request.path(), failed.toString());
      }
      return TunnelResponse.problem(
          BAD_GATEWAY,
          "AgentCallFailed",
          request.method() + " " + request.path() + " failed in the agent: " + failed,
          "Try again; if it stays so, read the log of relay-server");
    }
  }

  private void send(TunnelResponse response) throws IOException, InterruptedException {
    var head = new DefaultHttp2HeadersFrame(Fields.of(response), !response.hasBody());
    Bodies.await(stream.writeAndFlush(head));
    if (response.hasBody()) {
      Bodies.send(stream, response.body());
    }
  }

  private void reset(Http2Error why, boolean needed) {
    if (needed) {
      var _ = stream.writeAndFlush(new DefaultHttp2ResetFrame(why));
    }
  }
}
