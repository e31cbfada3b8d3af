package dev.mooring.controlplane.http;

import dev.mooring.api.Problem;
import dev.mooring.store.StoreException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every call, whatever happens: the border where refusals become answers. Thread-safe. */
public final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final String BEARER = "bearer ";

  private final Router router;
  private final Gate gate;
  private final String authority;

  /**
   * Answers by these routes, to whom the gate lets pass.
   *
   * @param authority where tokens come from, for those who have none
   */
  public Api(Router router, Gate gate, String authority) {
    this.router = router;
    this.gate = gate;
    this.authority = authority;
  }

  /**
   * The answer to a call.
   *
   * @param id by which the call is found in the log
   */
  Reply answer(Request request, String id) {
    try {
      return carryOut(request);
    } catch (Refusal refusal) {
      return refuse(refusal.status(), refusal.problem());
    } catch (StoreException failed) {
      LOG.warn("{} {}: {}", request.method(), id, failed.getMessage());
      return stored(failed, id);
    } catch (RuntimeException unforeseen) {
      LOG.error("{} {} failed", request.method(), id, unforeseen);
      return refuse(
          500,
          new Problem(
              "InternalServerError",
              "The control plane failed at this call",
              "Look for request " + id + " in the control plane's log"));
    }
  }

  private Reply carryOut(Request request) {
    Router.Found found;
    try {
      found = router.find(request);
    } catch (Refusal unknown) {
      // Who has no token does not learn which paths there are.
      var closed = check(request);
      if (closed.isPresent()) {
        return closed.get();
      }
      throw unknown;
    }
    var closed = found.route().open() ? Optional.<Reply>empty() : check(request);
    return closed.isPresent()
        ? closed.get()
        : found.route().handler().handle(request.with(found.names()));
  }

  private Optional<Reply> check(Request request) {
    var token =
        request
            .header("authorization")
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).trim());
    var problem =
        token.isEmpty()
            ? Optional.of(
                new Problem(
                    "AuthenticationFailed",
                    "The call has no bearer token",
                    "Get one from " + authority + "/oauth2/token; `moor env` prints the settings"))
            : gate.refuse(token.get());
    return problem.map(why ->
        refuse(401, why)
            .with(
                "WWW-Authenticate",
                "Bearer authorization_uri=\"%s\", error=\"invalid_token\"".formatted(authority)));
  }

  private static Reply stored(StoreException failed, String id) {
    return switch (failed.code()) {
      case UNAVAILABLE ->
          refuse(
                  503,
                  new Problem(
                      "DatabaseUnavailable",
                      "The control plane's database does not answer",
                      "Try again; if it stays, look whether PostgreSQL runs: `moor status`"))
              .with("Retry-After", "1");
      case UNFIT, STATEMENT ->
          refuse(
              500,
              new Problem(
                  "DatabaseRefused",
                  "The control plane's database refused what this call needs",
                  "Look for request " + id + " in the control plane's log"));
    };
  }

  private static Reply refuse(int status, Problem problem) {
    return Reply.of(status, Json.error(problem)).with("x-ms-error-code", problem.code());
  }
}
