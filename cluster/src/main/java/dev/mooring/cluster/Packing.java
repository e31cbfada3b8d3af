package dev.mooring.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Objects of one kind as compressed JSON, a tenth of their size as objects. The first one serves as
 * dictionary for all: those of a kind look much alike. Immutable.
 */
final class Packing<T> {
  private final Class<T> type;

  /** JSON of an object of the kind. */
  private final byte[] dictionary;

  private Packing(Class<T> type, byte[] dictionary) {
    this.type = type;
    this.dictionary = dictionary;
  }

  /** A packed object. Immutable. */
  static final class Packed<T> {
    private final Packing<T> packing;
    private final byte[] compressed;
    private final int length;

    private Packed(Packing<T> packing, byte[] compressed, int length) {
      this.packing = packing;
      this.compressed = compressed;
      this.length = length;
    }

    T unpack() {
      return packing.unpacked(compressed, length);
    }

    /** In bytes. */
    int size() {
      return compressed.length;
    }

    /** Of its JSON, in bytes. */
    int length() {
      return length;
    }
  }

  /** The packing of objects like this one. */
  static <T> Packing<T> like(T object) {
    @SuppressWarnings("unchecked")
    var type = (Class<T>) object.getClass();
    return new Packing<>(type, json(object));
  }

  private static byte[] json(Object object) {
    return Serialization.asJson(object).getBytes(StandardCharsets.UTF_8);
  }

  Packed<T> pack(T object) {
    var json = json(object);
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setDictionary(dictionary);
      deflater.setInput(json);
      deflater.finish();
      var compressed = new byte[json.length + 64];
      var size = 0;
      while (!deflater.finished()) {
        if (size == compressed.length) {
          compressed = Arrays.copyOf(compressed, 2 * size);
        }
        size += deflater.deflate(compressed, size, compressed.length - size);
      }
      return new Packed<>(this, Arrays.copyOf(compressed, size), json.length);
    } finally {
      deflater.end();
    }
  }

  private T unpacked(byte[] compressed, int length) {
    var inflater = new Inflater(true);
    try {
      inflater.setDictionary(dictionary);
      inflater.setInput(compressed);
      var json = new byte[length];
      for (var size = 0; size < length; ) {
        size += inflater.inflate(json, size, length - size);
      }
      return Serialization.unmarshal(new String(json, StandardCharsets.UTF_8), type);
    } catch (DataFormatException impossible) {
      throw new IllegalStateException("What was packed here cannot be unpacked", impossible);
    } finally {
      inflater.end();
    }
  }
}
