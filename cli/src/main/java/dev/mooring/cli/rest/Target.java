package dev.mooring.cli.rest;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Which platform is asked, as whom, and about what.
 *
 * @param url of its REST API, without a path
 * @param authorities file with the certificates to trust
 */
public record Target(URI url, Path authorities, String clientId, String clientSecret, Scope scope) {

  /** As {@code moor env} prints it. */
  public static Target ofEnvironment(Map<String, String> environment) {
    return new Target(
        url(need(environment, "MOORING_URL")),
        Path.of(need(environment, "REQUESTS_CA_BUNDLE")),
        need(environment, "AZURE_CLIENT_ID"),
        need(environment, "AZURE_CLIENT_SECRET"),
        new Scope(
            environment.getOrDefault("AZURE_SUBSCRIPTION_ID", Scope.MAIN.subscription()),
            environment.getOrDefault("AZURE_RESOURCE_GROUP", Scope.MAIN.group()),
            environment.getOrDefault("AZURE_ML_WORKSPACE", Scope.MAIN.workspace())));
  }

  private static URI url(String text) {
    if (!text.matches("https://[A-Za-z0-9.-]+(:\\d{1,5})?/?")) {
      throw ProblemException.refused(
          "InvalidEnvironment",
          "MOORING_URL is '%s', which is not https://HOST:PORT".formatted(text),
          "eval \"$(./moor env)\" sets it");
    }
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  private static String need(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      throw ProblemException.refused(
          "InvalidEnvironment",
          "MOORING_URL names a platform, but %s is not set".formatted(name),
          "eval \"$(./moor env)\" sets all of them; unset MOORING_URL for this machine's platform");
    }
    return value;
  }

  public Target withWorkspace(String name) {
    return new Target(url, authorities, clientId, clientSecret, scope.withWorkspace(name));
  }

  @Override
  public String toString() {
    return "Target[%s as %s]".formatted(url, clientId);
  }
}
