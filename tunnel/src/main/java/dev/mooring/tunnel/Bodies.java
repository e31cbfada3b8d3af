package dev.mooring.tunnel;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import java.io.IOException;
import java.io.InputStream;

/** Sends bodies. */
final class Bodies {
  /** Read and sent at a time; with the window, all of a body that is ever in memory. */
  static final int CHUNK = 32 * 1024;

  private static final Class<?> NOTHING = InputStream.nullInputStream().getClass();

  private Bodies() {}

  static boolean isNothing(InputStream body) {
    return body.getClass() == NOTHING;
  }

  /**
   * Sends all of a body; blocks while the other side does not take it. Not for an event loop.
   *
   * @throws IOException when the body cannot be read or the stream is gone
   */
  static void send(Channel stream, InputStream body) throws IOException, InterruptedException {
    var chunk = new byte[CHUNK];
    for (var read = body.read(chunk); read >= 0; read = body.read(chunk)) {
      if (read > 0) {
        // Once that is over nothing refers to the chunk, so that it can be filled again.
        await(
            stream.writeAndFlush(
                new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(chunk, 0, read))));
      }
    }
    await(stream.writeAndFlush(new DefaultHttp2DataFrame(true)));
  }

  /** Blocks until it is done. */
  static void await(ChannelFuture sent) throws IOException, InterruptedException {
    if (!sent.await().isSuccess()) {
      throw new IOException("The stream is closed", sent.cause());
    }
  }
}
