package dev.mooring.blob.signing;

import dev.mooring.blob.wire.Call;
import dev.mooring.blob.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Requests signed with an account's key, as in Azure's REST reference "Authorize with Shared Key".
 */
final class SharedKey {
  private static final Duration SKEW = Duration.ofMinutes(15);

  private static final List<String> HEADERS =
      List.of(
          "content-encoding",
          "content-language",
          "content-length",
          "content-md5",
          "content-type",
          "date",
          "if-modified-since",
          "if-match",
          "if-none-match",
          "if-unmodified-since",
          "range");

  private SharedKey() {}

  static void check(Call call, String signature, byte[] key, Instant now) {
    var date = call.header("x-ms-date").isEmpty() ? call.header("date") : call.header("x-ms-date");
    var sent = Times.parse(date);
    if (sent.isEmpty() || Duration.between(sent.get(), now).abs().compareTo(SKEW) > 0) {
      throw Authorizer.failed(
          "The request's date is '%s' and here it is %s; set the clocks, they may differ by %d min"
              .formatted(date, Times.http(now), SKEW.toMinutes()));
    }
    var bytewise = text(call, Comparator.naturalOrder());
    if (!Signature.matches(signature, bytewise, key)
        && !Signature.matches(signature, text(call, SharedKey::asAzureSorts), key)) {
      throw Authorizer.failed(
          "Signature did not match. Server used following string to sign: " + bytewise);
    }
  }

  /** The string to sign; clients do not agree on the order of the x-ms- headers. */
  static String text(Call call, Comparator<String> order) {
    return call.exchange().method()
        + "\n"
        + HEADERS.stream().map(name -> value(call, name) + "\n").collect(Collectors.joining())
        + call.exchange().headers().entrySet().stream()
            .filter(header -> header.getKey().startsWith("x-ms-"))
            .sorted(Map.Entry.comparingByKey(order))
            .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
            .collect(Collectors.joining())
        + "/"
        + call.target().account()
        + call.exchange().rawPath()
        + call.query().parameters().entrySet().stream()
            .map(parameter ->
                "\n"
                    + parameter.getKey()
                    + ":"
                    + parameter.getValue().stream().sorted().collect(Collectors.joining(",")))
            .collect(Collectors.joining());
  }

  private static String value(Call call, String name) {
    var value = call.header(name);
    return switch (name) {
      case "content-length" -> value.equals("0") ? "" : value;
      case "date" -> call.header("x-ms-date").isEmpty() ? value : "";
      default -> value;
    };
  }

  /**
   * Dashes count only between names that are otherwise the same, and other marks come before digits
   * and letters; so does Azure, and the Python SDK after it.
   */
  static int asAzureSorts(String one, String other) {
    var byLetters = weight(one).compareTo(weight(other));
    return byLetters != 0 ? byLetters : one.replace('-', '~').compareTo(other.replace('-', '~'));
  }

  private static String weight(String name) {
    return name.replace("-", "").replace('_', '!');
  }
}
