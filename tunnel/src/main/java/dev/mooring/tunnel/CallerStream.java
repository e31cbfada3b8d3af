package dev.mooring.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One call, on the end that calls. */
final class CallerStream extends ChannelInboundHandlerAdapter {
  private record Head(Http2Headers fields, boolean alone) {}

  private final String agent;
  private final Http2StreamChannel stream;
  private final TunnelRequest request;
  private final Thread sender;
  private final InboundBody body;
  private final CompletableFuture<Head> head = new CompletableFuture<>();

  CallerStream(String agent, Http2StreamChannel stream, TunnelRequest request) {
    this.agent = agent;
    this.stream = stream;
    this.request = request;
    this.body = new InboundBody(stream, this::cancel);
    this.sender = Thread.ofVirtual().name("tunnel-request-body").unstarted(this::sendBody);
  }

  /** Sends the request and waits for the head of the answer. */
  TunnelResponse call(Http2Headers fields) throws IOException, InterruptedException {
    stream
        .writeAndFlush(new DefaultHttp2HeadersFrame(fields, !request.hasBody()))
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            fail("cannot take a call", sent.cause());
          }
        });
    if (request.hasBody()) {
      sender.start();
    }
    try {
      var answer = head.get();
      return new TunnelResponse(
          Integer.parseInt(answer.fields().status().toString()),
          Fields.map(answer.fields()),
          answer.alone() ? InputStream.nullInputStream() : body);
    } catch (InterruptedException givenUp) {
      cancel();
      throw givenUp;
    } catch (ExecutionException failed) {
      cancel();
      throw new IOException(
          Optional.ofNullable(failed.getCause()).map(Throwable::getMessage).orElse("No answer"),
          failed);
    }
  }

  /** Resets the stream unless both ends are through with it. */
  private void cancel() {
    var _ = stream.close();
  }

  private void sendBody() {
    try (var content = request.body()) {
      Bodies.send(stream, content);
    } catch (IOException | RuntimeException broken) {
      fail("did not get the request's body", broken);
      cancelUnlessAnswered();
    } catch (InterruptedException over) {
      cancelUnlessAnswered();
    }
  }

  /** An answer that is there whole stays good though the request was not needed to its end. */
  private void cancelUnlessAnswered() {
    if (!body.isWhole()) {
      cancel();
    }
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

  /** The head, unless provisional; what comes after the body is not passed on. */
  private void headers(Http2HeadersFrame frame) {
    var status = frame.headers().status();
    if (status != null && status.charAt(0) != '1') {
      head.complete(new Head(frame.headers(), frame.isEndStream()));
    }
    endIf(frame.isEndStream());
  }

  private void endIf(boolean end) {
    if (end) {
      body.whole();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      fail("broke the call off (" + Http2Error.valueOf(reset.errorCode()) + ")");
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail("broke the rules of HTTP/2", cause);
    cancel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("is gone, its tunnel is closed");
  }

  private void fail(String how, Throwable cause) {
    fail(new IOException("Agent " + agent + " " + how, cause));
  }

  private void fail(String how) {
    fail(new IOException("Agent " + agent + " " + how));
  }

  private void fail(IOException broken) {
    head.completeExceptionally(broken);
    body.broken(broken);
    sender.interrupt();
  }
}
