package dev.mooring.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the other side sends in one stream. The event loop puts in, one thread reads; what has been
 * read is given back to the sender's window, so that no more than a window is ever held.
 */
final class InboundBody extends InputStream {
  /** What the window is worth before the sender is told; fewer frames than one a read. */
  private static final int TELL_FROM = Connections.WINDOW / 8;

  private sealed interface Supply {
    record Flowing() implements Supply {}

    record Whole() implements Supply {}

    record Broken(IOException why) implements Supply {}

    record Abandoned() implements Supply {}
  }

  private final Http2StreamChannel stream;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
  private final Runnable onClose;
  private Supply supply = new Supply.Flowing();

  /** How much of the first chunk has been read. */
  private int position;

  private int untold;

  /**
   * @param onClose what closing it means for the stream
   */
  InboundBody(Http2StreamChannel stream, Runnable onClose) {
    this.stream = stream;
    this.onClose = onClose;
  }

  /** Takes what came in; copies it, as a small piece would keep a large buffer alive. */
  void put(ByteBuf data) {
    var chunk = new byte[data.readableBytes()];
    data.readBytes(chunk);
    lock.lock();
    try {
      if (supply instanceof Supply.Flowing && chunk.length > 0) {
        chunks.add(chunk);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing follows. */
  void whole() {
    end(new Supply.Whole());
  }

  /** Nothing follows though something should; unless it has ended before. */
  void broken(IOException why) {
    end(new Supply.Broken(why));
  }

  private void end(Supply last) {
    lock.lock();
    try {
      if (supply instanceof Supply.Flowing) {
        supply = last;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isWhole() {
    lock.lock();
    try {
      return supply instanceof Supply.Whole;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      var chunk = next();
      if (chunk.length == 0) {
        return -1;
      }
      var count = Math.min(length, chunk.length - position);
      System.arraycopy(chunk, position, target, offset, count);
      position += count;
      if (position == chunk.length) {
        chunks.remove();
        position = 0;
      }
      giveBack(count);
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** The chunk to read from; one without bytes at the end. */
  private byte[] next() throws IOException {
    while (true) {
      if (supply instanceof Supply.Abandoned) {
        throw new IOException("The body is closed");
      }
      if (!chunks.isEmpty()) {
        return chunks.element();
      }
      switch (supply) {
        case Supply.Flowing() -> awaitChange();
        case Supply.Whole(), Supply.Abandoned() -> {
          return new byte[0];
        }
        case Supply.Broken(var why) -> throw new IOException(why.getMessage(), why);
      }
    }
  }

  private void awaitChange() throws InterruptedIOException {
    try {
      while (chunks.isEmpty() && supply instanceof Supply.Flowing) {
        changed.await();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("Interrupted while waiting for the body");
      interrupted.initCause(stopped);
      throw interrupted;
    }
  }

  private void giveBack(int count) {
    untold += count;
    if (untold >= TELL_FROM && supply instanceof Supply.Flowing) {
      var _ = stream.writeAndFlush(new DefaultHttp2WindowUpdateFrame(untold));
      untold = 0;
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return supply instanceof Supply.Abandoned || chunks.isEmpty()
          ? 0
          : chunks.element().length - position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      supply = new Supply.Abandoned();
      chunks.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.run();
  }
}
