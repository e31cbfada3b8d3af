package dev.mooring.scheduling.place;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of nodes. */
final class Bits {
  private final long[] words;

  private Bits(int size) {
    words = new long[(size + 63) >> 6];
  }

  static Bits where(int size, IntPredicate in) {
    var bits = new Bits(size);
    for (var i = 0; i < size; i++) {
      if (in.test(i)) {
        bits.words[i >> 6] |= 1L << (i & 63);
      }
    }
    return bits;
  }

  boolean has(int i) {
    return (words[i >> 6] >>> (i & 63) & 1) != 0;
  }

  int count() {
    return Arrays.stream(words).mapToInt(Long::bitCount).sum();
  }

  /** The first one at {@code from} or after it; -1 when there is none. */
  int next(int from) {
    var at = from >> 6;
    if (at >= words.length) {
      return -1;
    }
    var word = words[at] & -1L << (from & 63);
    while (word == 0) {
      if (++at == words.length) {
        return -1;
      }
      word = words[at];
    }
    return (at << 6) + Long.numberOfTrailingZeros(word);
  }
}
