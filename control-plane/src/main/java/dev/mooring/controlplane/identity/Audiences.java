package dev.mooring.controlplane.identity;

import java.util.Set;

/**
 * What a token can be for.
 *
 * @param api the API, as clients spell it
 * @param storage the storage accounts
 */
public record Audiences(Set<String> api, Set<String> storage) {
  public Audiences {
    api = Set.copyOf(api);
    storage = Set.copyOf(storage);
  }

  /**
   * Those of a platform whose API is at this address.
   *
   * @param base such as {@code https://arm.mooring.internal:8443}
   */
  public static Audiences of(String base) {
    return new Audiences(
        Set.of(base, base + "/", amlResource(base)),
        Set.of("https://storage.azure.com", "https://storage.azure.com/"));
  }

  /**
   * The resource that azure-ai-ml asks a token for when it submits pipelines: it makes the name
   * from the portal's, of which it drops all up to the second dot.
   */
  static String amlResource(String portal) {
    var first = portal.indexOf('.');
    var second = portal.indexOf('.', first + 1);
    var suffix = first < 0 || second < 0 ? "" : portal.substring(second + 1);
    return "https://ml.azure." + suffix.replace("/", "");
  }

  boolean known(String audience) {
    return api.contains(audience) || storage.contains(audience);
  }
}
