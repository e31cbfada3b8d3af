package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.store.Resources;
import dev.mooring.store.Row;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists, a page at a time. */
final class Pages {
  private static final int USUAL = 100;
  private static final int MOST = 500;
  private static final String TOKEN = "$skiptoken";

  private Pages() {}

  /** All there are, read in pieces as they are looked at. */
  static Stream<Row> all(Resources resources, Optional<ResourceId> parent, String type) {
    Function<Optional<String>, List<Row>> piece =
        after -> resources.list(parent, type, after, MOST);
    return Stream.iterate(
            piece.apply(Optional.empty()),
            rows -> !rows.isEmpty(),
            rows ->
                rows.size() < MOST
                    ? List.of()
                    : piece.apply(Optional.of(rows.getLast().id().key())))
        .flatMap(List::stream);
  }

  /** A page of what is directly below a parent, by name. */
  static Reply byName(
      Request request,
      Resources resources,
      ResourceId parent,
      String type,
      Function<Row, JsonNode> shape) {
    var most = most(request);
    var rows = resources.list(Optional.of(parent), type, token(request), most);
    var next =
        rows.size() < most ? Optional.<String>empty() : Optional.of(rows.getLast().id().key());
    return page(request, rows.stream().map(shape).toList(), next);
  }

  /** A page of these, the newest first. Keeps no more of them than the page holds. */
  static Reply newest(Request request, Stream<Row> rows, Function<Row, JsonNode> shape) {
    var most = most(request);
    var order =
        Comparator.comparing(Row::createdAt).reversed().thenComparing(row -> row.id().key());
    var from = token(request).map(Pages::place);
    var kept = new PriorityQueue<>(order.reversed());
    rows.filter(row -> from.isEmpty() || from.get().isBefore(row))
        .forEach(row -> {
          kept.add(row);
          if (kept.size() > most + 1) {
            kept.remove();
          }
        });
    var sorted = kept.stream().sorted(order).toList();
    var shown = sorted.subList(0, Math.min(most, sorted.size()));
    var next =
        sorted.size() > most
            ? Optional.of(shown.getLast().createdAt() + "|" + shown.getLast().id().key())
            : Optional.<String>empty();
    return page(request, shown.stream().map(shape).toList(), next);
  }

  private record Place(Instant created, String key) {
    boolean isBefore(Row row) {
      var compared = created.compareTo(row.createdAt());
      return compared > 0 || (compared == 0 && key.compareTo(row.id().key()) < 0);
    }
  }

  private static Place place(String token) {
    var at = token.indexOf('|');
    try {
      return new Place(Instant.parse(token.substring(0, Math.max(0, at))), token.substring(at + 1));
    } catch (DateTimeException malformed) {
      throw badToken();
    }
  }

  private static int most(Request request) {
    return request
        .query("$top")
        .or(() -> request.query("count"))
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Math.clamp(Integer.parseInt(text), 1, MOST))
        .orElse(USUAL);
  }

  private static Optional<String> token(Request request) {
    try {
      return request
          .query(TOKEN)
          .map(text -> new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      throw badToken();
    }
  }

  private static Refusal badToken() {
    return Refusal.wrong(
        "InvalidSkipToken", "$skiptoken is none of ours", "Follow nextLink as it was given");
  }

  /** The answer that holds a page. */
  static Reply page(Request request, List<? extends JsonNode> items, Optional<String> next) {
    var body = Json.object();
    body.putArray("value").addAll(new ArrayList<>(items));
    next.ifPresentOrElse(
        token -> body.put("nextLink", link(request, token)), () -> body.putNull("nextLink"));
    return Reply.ok(body);
  }

  private static String link(Request request, String token) {
    var query = new TreeMap<>(request.target().query());
    query.put(
        TOKEN,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8)));
    var path =
        request.target().segments().stream().map(Pages::encode).collect(Collectors.joining("/"));
    return "%s/%s?%s"
        .formatted(
            request.target().base(),
            path,
            query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&")));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
