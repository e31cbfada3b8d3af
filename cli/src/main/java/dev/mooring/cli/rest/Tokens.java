package dev.mooring.cli.rest;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** The client's token, kept until it is about to end. Thread-safe. */
final class Tokens {
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(2);

  private record Token(String text, Instant end) {}

  private final Target target;
  private final Http http;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Token> kept = Optional.empty();

  Tokens(Target target, Http http) {
    this.target = target;
    this.http = http;
  }

  String get() {
    lock.lock();
    try {
      var now = Instant.now();
      var good = kept.filter(token -> now.isBefore(token.end())).orElseGet(() -> fetch(now));
      kept = Optional.of(good);
      return good.text();
    } finally {
      lock.unlock();
    }
  }

  /** The next {@link #get} asks for a new one. */
  void forget() {
    lock.lock();
    try {
      kept = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Token fetch(Instant now) {
    var request =
        HttpRequest.newBuilder(URI.create(target.url() + "/adfs/oauth2/token"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    form(
                        Map.of(
                            "grant_type",
                            "client_credentials",
                            "client_id",
                            target.clientId(),
                            "client_secret",
                            target.clientSecret(),
                            "scope",
                            target.url() + "/.default"))))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    var body = Json.lenient(answer.body());
    var text = body.path("access_token").asText();
    if (answer.statusCode() != 200 || text.isEmpty()) {
      throw ProblemException.refused(
          "NotSignedIn",
          "The platform gave client %s no token (%d %s)"
              .formatted(
                  target.clientId(),
                  answer.statusCode(),
                  body.path("error_description").asText(body.path("error").asText())),
          "eval \"$(./moor env)\" names the client that this platform knows");
    }
    var seconds = body.path("expires_in").asLong(3600);
    return new Token(text, now.plusSeconds(seconds).minus(RENEW_BEFORE));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
