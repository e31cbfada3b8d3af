package dev.mooring.blob.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes XML. */
final class Xml {
  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>");

  Xml open(String element) {
    text.append('<').append(element).append('>');
    return this;
  }

  /** Opens an element with attributes: name, value, name, value. */
  Xml open(String element, String... attributes) {
    text.append('<').append(element);
    for (var i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      text.append('"');
    }
    text.append('>');
    return this;
  }

  Xml close(String element) {
    text.append("</").append(element).append('>');
    return this;
  }

  Xml element(String element, String value) {
    open(element);
    escape(value);
    return close(element);
  }

  /** An element if there is something to say. */
  Xml optional(String element, String value) {
    return value.isEmpty() ? this : element(element, value);
  }

  /** A blob's name, percent-encoded if XML cannot hold it. */
  Xml name(String name) {
    if (name.codePoints().allMatch(Xml::allowed)) {
      return element("Name", name);
    }
    return open("Name", "Encoded", "true").raw(encode(name)).close("Name");
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Xml raw(String value) {
    text.append(value);
    return this;
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= ' ' && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }

  private void escape(String value) {
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '"' -> text.append("&quot;");
            default -> text.appendCodePoint(allowed(c) ? c : 0xfffd);
          }
        });
  }
}
