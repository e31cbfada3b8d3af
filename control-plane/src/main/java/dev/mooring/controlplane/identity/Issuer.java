package dev.mooring.controlplane.identity;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The issuer over HTTP: what MSAL asks an AD FS. Its failures have the form of RFC 6749, which
 * clients print.
 */
public final class Issuer {
  private static final String SCOPE_END = "/.default";

  private final Tokens tokens;
  private final Clients clients;

  public Issuer(Tokens tokens, Clients clients) {
    this.tokens = tokens;
    this.clients = clients;
  }

  public List<Route> routes() {
    return List.of(
        Route.open("GET", "/adfs/.well-known/openid-configuration", this::configuration),
        Route.open("GET", "/adfs/discovery/keys", this::keys),
        Route.open("POST", "/adfs/oauth2/token", this::token));
  }

  private Reply configuration(Request request) {
    var issuer = tokens.issuer();
    var body =
        Json.object()
            .put("issuer", issuer)
            .put("authorization_endpoint", issuer + "/oauth2/authorize")
            .put("token_endpoint", issuer + "/oauth2/token")
            .put("jwks_uri", issuer + "/discovery/keys");
    body.putArray("token_endpoint_auth_methods_supported")
        .add("client_secret_post")
        .add("client_secret_basic");
    body.putArray("grant_types_supported").add("client_credentials");
    body.putArray("response_types_supported").add("token");
    body.putArray("subject_types_supported").add("pairwise");
    body.putArray("id_token_signing_alg_values_supported").add("RS256");
    return Reply.ok(body);
  }

  private Reply keys(Request request) {
    var body = Json.parse(JSONObjectUtils.toJSONString(tokens.keys()));
    return Reply.ok(body);
  }

  private record Credentials(String id, String secret) {}

  private Reply token(Request request) {
    var form = Target.form(request.body());
    if (!"client_credentials".equals(form.get("grant_type"))) {
      return refuse(
          400, "unsupported_grant_type", "Only grant_type=client_credentials is possible here");
    }
    var credentials = credentials(request, form);
    if (credentials.isEmpty()
        || !clients.check(credentials.get().id(), credentials.get().secret())) {
      return refuse(
              401,
              "invalid_client",
              "There is no such client, or its secret is another; `moor env` prints both")
          .with("WWW-Authenticate", "Basic realm=\"adfs\"");
    }
    var audience = audience(form);
    if (audience.isEmpty() || !tokens.known(audience.get())) {
      return refuse(
          400,
          "invalid_resource",
          "Tokens are for the API only; ask with scope=<resource manager>/.default");
    }
    return Reply.ok(
            Json.object()
                .put("token_type", "Bearer")
                .put("expires_in", Tokens.LIFE.toSeconds())
                .put("resource", audience.get())
                .put("access_token", tokens.issue(credentials.get().id(), audience.get())))
        .with("Cache-Control", "no-store");
  }

  /** From the body, or as basic authentication. */
  private static Optional<Credentials> credentials(Request request, Map<String, String> form) {
    var id = form.get("client_id");
    var secret = form.get("client_secret");
    if (id != null && secret != null) {
      return Optional.of(new Credentials(id, secret));
    }
    return request
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, "basic ", 0, 6))
        .flatMap(value -> basic(value.substring(6).trim()));
  }

  private static Optional<Credentials> basic(String encoded) {
    try {
      var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      var at = text.indexOf(':');
      return at < 0
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, at), text.substring(at + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /**
   * The resource that is asked for: of the scopes the one that names a resource, or the older
   * parameter.
   */
  private static Optional<String> audience(Map<String, String> form) {
    var scopes = form.getOrDefault("scope", "").split(" ", -1);
    for (var scope : scopes) {
      if (scope.endsWith(SCOPE_END)) {
        return Optional.of(scope.substring(0, scope.length() - SCOPE_END.length()));
      }
    }
    return Optional.ofNullable(form.get("resource"));
  }

  private static Reply refuse(int status, String error, String description) {
    return Reply.of(
        status, Json.object().put("error", error).put("error_description", description));
  }
}
