package dev.mooring.tunnel;

import java.io.InputStream;

/** Bytes that are different everywhere, so that none can be lost, doubled or moved unseen. */
final class Pattern extends InputStream {
  private final long length;
  private long position;

  Pattern(long length) {
    this.length = length;
  }

  @Override
  public int read() {
    return position == length ? -1 : at(position++) & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    if (position == length) {
      return -1;
    }
    var n = (int) Math.min(count, length - position);
    for (var i = 0; i < n; i++) {
      target[offset + i] = at(position + i);
    }
    position += n;
    return n;
  }

  private static byte at(long position) {
    return (byte) ((position * 0x9E3779B97F4A7C15L) >>> 56);
  }
}
