package dev.mooring.cli.rest;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A container of blobs with the right to use it.
 *
 * @param url without a query
 * @param signature the query that carries the right
 */
public record Container(String url, String signature) {

  /** Splits a URL whose query is a signature. */
  public static Container of(String sas) {
    var mark = sas.indexOf('?');
    if (mark < 0) {
      throw new IllegalArgumentException("no signature in the container's URL");
    }
    return new Container(sas.substring(0, mark), sas.substring(mark + 1));
  }

  public URI blob(String name) {
    return URI.create("%s/%s?%s".formatted(url, escaped(name), signature));
  }

  URI list(String prefix, String marker) {
    var query = "restype=container&comp=list&prefix=" + encoded(prefix);
    return URI.create(
        "%s?%s%s&%s"
            .formatted(
                url, query, marker.isEmpty() ? "" : "&marker=" + encoded(marker), signature));
  }

  private static String escaped(String name) {
    return Arrays.stream(name.split("/", -1))
        .map(Container::encoded)
        .collect(Collectors.joining("/"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "Container[%s]".formatted(url);
  }
}
