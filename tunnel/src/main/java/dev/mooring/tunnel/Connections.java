package dev.mooring.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;

/** How the HTTP/2 of a tunnel is set up, on both ends. */
final class Connections {
  /** What one stream may have on the way; bytes. */
  static final int WINDOW = 256 * 1024;

  private static final int MOST_STREAMS = 1024;
  private static final int MOST_HEADER_BYTES = 32 * 1024;

  /** Why an end says goodbye; the other end tells it. */
  enum Farewell {
    /** This end stops, or ends this tunnel. */
    CLOSED,
    /** The same agent has connected again. */
    REPLACED
  }

  private Connections() {}

  /** The end that calls: HTTP/2's client. */
  static void addCaller(ChannelPipeline pipeline, LinkEvents events) {
    var refused = new RefusedStream();
    add(pipeline, Http2FrameCodecBuilder.forClient(), settings().pushEnabled(false), refused);
    pipeline.addLast(events);
  }

  /** The end that answers: HTTP/2's server. */
  static void addAnswerer(ChannelPipeline pipeline, ChannelHandler streams, LinkEvents events) {
    add(
        pipeline,
        Http2FrameCodecBuilder.forServer(),
        settings().maxConcurrentStreams(MOST_STREAMS),
        streams);
    pipeline.addLast(events);
  }

  private static Http2Settings settings() {
    return Http2Settings.defaultSettings()
        .initialWindowSize(WINDOW)
        .maxHeaderListSize(MOST_HEADER_BYTES);
  }

  private static void add(
      ChannelPipeline pipeline,
      Http2FrameCodecBuilder codec,
      Http2Settings settings,
      ChannelHandler streams) {
    pipeline.addLast(
        codec
            .initialSettings(settings)
            // Giving up on a call is normal here; the limit is against strangers.
            .decoderEnforceMaxRstFramesPerWindow(0, 0)
            .encoderEnforceMaxRstFramesPerWindow(0, 0)
            .gracefulShutdownTimeoutMillis(0)
            .build(),
        new Http2MultiplexHandler(streams));
  }

  /**
   * Takes the connection's own window out of the way, once the other end's settings are here.
   * Otherwise one stream that nobody reads would hold up all others; each has its own window.
   */
  static void widen(Channel connection) {
    var _ =
        connection.writeAndFlush(
            new DefaultHttp2WindowUpdateFrame(
                Http2CodecUtil.MAX_INITIAL_WINDOW_SIZE - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
  }

  /** Says goodbye and closes; what is under way fails. */
  static void close(Channel connection, Farewell why) {
    var _ =
        connection.write(
            new DefaultHttp2GoAwayFrame(
                Http2Error.NO_ERROR, Unpooled.copiedBuffer(why.name(), UTF_8)));
    var _ = connection.close();
  }
}
