package dev.mooring.tunnel;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Header fields, between our maps and HTTP/2. */
final class Fields {
  /** RFC 9113, 8.2.2: what concerns a connection must not be in HTTP/2; nor the host's old name. */
  private static final Set<String> OF_ONE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade",
          "te",
          "http2-settings",
          "host");

  private static final String NAME_SYMBOLS = "!#$%&'*+-.^_`|~";

  private Fields() {}

  static Http2Headers of(TunnelRequest request) {
    var head =
        new DefaultHttp2Headers(false)
            .method(request.method())
            .scheme("https")
            .path(checkedPath(request.path()));
    return add(request.headers(), head);
  }

  static Http2Headers of(TunnelResponse response) {
    var head = new DefaultHttp2Headers(false).status(Integer.toString(response.status()));
    return add(response.headers(), head);
  }

  private static Http2Headers add(Map<String, String> fields, Http2Headers head) {
    var dropped = new HashSet<>(OF_ONE_HOP);
    fields.forEach((name, value) -> {
      if (name.equalsIgnoreCase("connection")) {
        Arrays.stream(value.split(",", -1)).map(Fields::lower).forEach(dropped::add);
      }
    });
    fields.forEach((name, value) -> {
      var lower = lower(name);
      if (!dropped.contains(lower)) {
        head.add(checkedName(lower), checkedValue(lower, value));
      }
    });
    return head;
  }

  private static String checkedPath(String path) {
    if (!path.startsWith("/") || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("Not a path, escaped where needed: '" + path + "'");
    }
    return path;
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static String checkedName(String name) {
    if (name.isEmpty() || !name.chars().allMatch(Fields::isOfName)) {
      throw new IllegalArgumentException("Not a header's name: '" + name + "'");
    }
    return name;
  }

  private static boolean isOfName(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || NAME_SYMBOLS.indexOf(c) >= 0;
  }

  /** The value is not told: it may be a secret. */
  private static String checkedValue(String name, String value) {
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
      throw new IllegalArgumentException(
          "The value of header '" + name + "' has characters that no header may have");
    }
    return value.strip();
  }

  /** What is not a pseudo header; one that comes more than once is one list. */
  static Map<String, String> map(Http2Headers head) {
    var fields = new HashMap<String, String>();
    for (var field : head) {
      var name = field.getKey().toString();
      if (!name.startsWith(":")) {
        fields.merge(name, field.getValue().toString(), (one, two) -> one + ", " + two);
      }
    }
    return fields;
  }
}
