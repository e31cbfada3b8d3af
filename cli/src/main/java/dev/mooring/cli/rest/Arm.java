package dev.mooring.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The platform's REST API. Thread-safe. */
public final class Arm implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Target target;
  private final Http http;
  private final Tokens tokens;

  public Arm(Target target) {
    this.target = target;
    this.http = new Http(target.authorities());
    this.tokens = new Tokens(target, http);
  }

  public Scope scope() {
    return target.scope();
  }

  /** The blobs of the same platform. */
  public Blobs blobs() {
    return new Blobs(http);
  }

  /** A resource, which must be there. */
  public JsonNode get(ResourceId id) {
    return expect("GET " + id, call("GET", uri(id, "", ""), "")).body();
  }

  public Optional<JsonNode> find(ResourceId id) {
    var answer = call("GET", uri(id, "", ""), "");
    return answer.status() == 404
        ? Optional.empty()
        : Optional.of(expect("GET " + id, answer).body());
  }

  /**
   * All resources of a type.
   *
   * @param path of the collection
   * @param query more of the query, such as {@code hash=…}; or empty
   */
  public List<JsonNode> list(String path, String query) {
    var all = new ArrayList<JsonNode>();
    var next = Optional.of(uri(path, query));
    while (next.isPresent()) {
      var answer = expect("GET " + path, call("GET", next.get(), ""));
      answer.body().path("value").forEach(all::add);
      next =
          Optional.of(answer.body().path("nextLink").asText(""))
              .filter(link -> !link.isEmpty() && !link.equals("null"))
              .map(URI::create);
    }
    return all;
  }

  public Answer put(ResourceId id, JsonNode body) {
    return expect("PUT " + id, call("PUT", uri(id, "", ""), Json.write(body)));
  }

  /** An action on a resource, such as {@code listSecrets}. */
  public Answer post(ResourceId id, String action, JsonNode body) {
    return expect(
        "POST %s/%s".formatted(id, action),
        call("POST", uri(id, "/" + action, ""), Json.write(body)));
  }

  /** Empty answer if it is gone already. */
  public Answer delete(ResourceId id, String query) {
    var answer = call("DELETE", uri(id, "", query), "");
    return answer.status() == 404 ? answer : expect("DELETE " + id, answer);
  }

  /** Any URL of the platform that an earlier answer named. */
  public JsonNode follow(URI url) {
    return expect("GET " + url.getPath(), call("GET", url, "")).body();
  }

  /**
   * Waits until what an answer began has ended.
   *
   * @param meanwhile runs before each question, to tell how it goes on
   * @throws ProblemException if it failed or was cancelled
   */
  public void await(Answer began, Runnable meanwhile) {
    if (began.operation().isEmpty()) {
      return;
    }
    while (true) {
      meanwhile.run();
      var now = call("GET", began.operation().get(), "");
      if (now.status() != 202) {
        var status = expect("GET the operation", now).body().path("status").asText("Succeeded");
        if (status.equals("Succeeded")) {
          meanwhile.run();
          return;
        }
        if (status.equals("Failed") || status.equals("Canceled")) {
          meanwhile.run();
          throw new ProblemException(ProblemException.Kind.FAILED, ended(now.body(), status));
        }
      }
      Http.pause(POLL);
    }
  }

  private static Problem ended(JsonNode operation, String status) {
    var error = operation.path("error");
    return error.path("code").asText().isEmpty()
        ? new Problem("Operation" + status, "The operation ended as " + status, "")
        : Answer.problemOf(error);
  }

  private static Answer expect(String asked, Answer answer) {
    if (!answer.ok()) {
      throw answer.problem(asked);
    }
    return answer;
  }

  private Answer call(String method, URI uri, String body) {
    var answer = http.send(request(method, uri, body), BodyHandlers.ofString());
    if (answer.statusCode() == 401) {
      // The platform may have been made anew while the token was kept.
      tokens.forget();
      answer = http.send(request(method, uri, body), BodyHandlers.ofString());
    }
    return new Answer(answer.statusCode(), Json.lenient(answer.body()), operation(answer));
  }

  private HttpRequest request(String method, URI uri, String body) {
    return HttpRequest.newBuilder(uri)
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + tokens.get())
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private static Optional<URI> operation(HttpResponse<String> answer) {
    var headers = answer.headers();
    return headers
        .firstValue("Azure-AsyncOperation")
        .or(() -> headers.firstValue("Location").filter(location -> answer.statusCode() == 202))
        .map(URI::create);
  }

  private URI uri(ResourceId id, String action, String query) {
    return uri(id + action, query);
  }

  private URI uri(String path, String query) {
    return URI.create(
        "%s%s?api-version=%s%s"
            .formatted(target.url(), path, version(path), query.isEmpty() ? "" : "&" + query));
  }

  /** The version in which this client speaks of each kind of resource. */
  private static String version(String path) {
    if (path.contains("/" + Types.MANAGED_CLUSTER)) {
      return "2026-08-01";
    }
    if (path.contains("/" + Types.WORKSPACE)) {
      return path.contains("/jobs/") ? "2025-01-01-preview" : "2024-10-01-preview";
    }
    return "2025-04-01";
  }

  @Override
  public void close() {
    http.close();
  }
}
