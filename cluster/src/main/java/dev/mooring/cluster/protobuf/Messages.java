package dev.mooring.cluster.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Messages, field by field; whatever no reader asks for is passed over. */
final class Messages {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private Messages() {}

  /** What a reader does with a field: takes its value, or {@link #skip skips} it. */
  @FunctionalInterface
  interface Fields {
    void read(int number, CodedInputStream in) throws IOException;
  }

  /** One that reads a value. */
  @FunctionalInterface
  interface Value<V> {
    V read(CodedInputStream in) throws IOException;
  }

  /** The fields up to the end. */
  static void fields(CodedInputStream in, Fields fields) throws IOException {
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      fields.read(WireFormat.getTagFieldNumber(tag), in);
    }
  }

  /** Passes over the field that comes next. */
  static void skip(CodedInputStream in) throws IOException {
    var _ = in.skipField(in.getLastTag());
  }

  /** A message in a message. */
  static void message(CodedInputStream in, Fields fields) throws IOException {
    var outer = in.pushLimit(in.readRawVarint32());
    fields(in, fields);
    in.checkLastTagWas(0);
    in.popLimit(outer);
  }

  /** A message in a message, of which one field is of use; null where that is absent. */
  static <V> @Nullable V only(CodedInputStream in, int wanted, Value<V> value) throws IOException {
    var outer = in.pushLimit(in.readRawVarint32());
    V found = null;
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == wanted) {
        found = value.read(in);
      } else {
        skip(in);
      }
    }
    in.popLimit(outer);
    return found;
  }

  /** A text that JSON has not where it is empty: then it is none here, too. */
  static @Nullable String text(CodedInputStream in) throws IOException {
    var text = in.readString();
    return text.isEmpty() ? null : text;
  }

  /** Adds an entry to a map, or to a new one. */
  static <V> Map<String, V> with(
      @Nullable Map<String, V> known, CodedInputStream in, Value<V> value, V absent)
      throws IOException {
    var entry = new Entry<>(absent);
    message(in, (number, each) -> entry.read(number, each, value));
    var map = known == null ? new LinkedHashMap<String, V>() : known;
    map.put(entry.key, entry.value);
    return map;
  }

  private static final class Entry<V> {
    private String key = "";
    private V value;

    Entry(V absent) {
      this.value = absent;
    }

    void read(int number, CodedInputStream in, Value<V> reader) throws IOException {
      switch (number) {
        case KEY -> key = in.readString();
        case VALUE -> value = reader.read(in);
        default -> skip(in);
      }
    }
  }

  static Map<String, String> withText(@Nullable Map<String, String> known, CodedInputStream in)
      throws IOException {
    return with(known, in, CodedInputStream::readString, "");
  }

  static Map<String, Quantity> withQuantity(
      @Nullable Map<String, Quantity> known, CodedInputStream in) throws IOException {
    return with(known, in, Messages::quantity, new Quantity("0"));
  }

  private static Quantity quantity(CodedInputStream in) throws IOException {
    return Quantity.parse(
        Objects.requireNonNullElse(only(in, 1, CodedInputStream::readString), "0"));
  }

  /** As JSON has it, to the second; null for the time of what has not happened. */
  static @Nullable String time(CodedInputStream in) throws IOException {
    var seconds = only(in, 1, CodedInputStream::readInt64);
    return seconds == null ? null : Instant.ofEpochSecond(seconds).toString();
  }
}
