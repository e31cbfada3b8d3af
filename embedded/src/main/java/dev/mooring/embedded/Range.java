package dev.mooring.embedded;

import java.util.Locale;

/**
 * A range of IPv4 addresses.
 *
 * @param first lowest address, host bits cleared
 * @param bits length of the prefix, 0 to 32
 */
record Range(int first, int bits) {
  Range {
    if (bits < 0 || bits > 32) {
      throw new IllegalArgumentException("Prefix length is not between 0 and 32: " + bits);
    }
    first &= mask(bits);
  }

  /** Parses {@code a.b.c.d/n}. */
  static Range parse(String text) {
    var parts = text.split("[./]", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("Not an IPv4 range: " + text);
    }
    var address = 0;
    for (var i = 0; i < 4; i++) {
      address = address << 8 | Integer.parseInt(parts[i]);
    }
    return new Range(address, Integer.parseInt(parts[4]));
  }

  private static int mask(int bits) {
    return bits == 0 ? 0 : -1 << (32 - bits);
  }

  boolean overlaps(Range other) {
    var common = mask(Math.min(bits, other.bits));
    return (first & common) == (other.first & common);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d.%d.%d.%d/%d",
        first >>> 24,
        first >>> 16 & 255,
        first >>> 8 & 255,
        first & 255,
        bits);
  }
}
