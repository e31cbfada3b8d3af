package dev.mooring.blob.signing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;

/**
 * The query of a URL that is to be signed.
 *
 * @param resource sr: c for a container, b for a blob
 * @param permissions sp, in any order
 * @param protocol spr
 */
public record SignedQuery(String resource, String permissions, Instant expiry, String protocol) {
  private static final String VERSION = "2022-11-02";

  /** Azure takes the letters in this order only. */
  private static final String ORDER = "racwdxyltfmeopi";

  public SignedQuery {
    if (permissions.isEmpty()
        || permissions.chars().anyMatch(letter -> ORDER.indexOf(letter) < 0)) {
      throw new IllegalArgumentException(
          "Permissions '%s' are not some of '%s'".formatted(permissions, ORDER));
    }
    permissions =
        permissions
            .chars()
            .distinct()
            .mapToObj(Character::toString)
            .sorted((one, other) -> Integer.compare(ORDER.indexOf(one), ORDER.indexOf(other)))
            .collect(Collectors.joining());
  }

  /**
   * Signs it.
   *
   * @param path account, container and blob, with slashes between
   * @return the query, without the question mark
   */
  public String sign(String path, byte[] key) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("sv", VERSION);
    parameters.put("sr", resource);
    parameters.put("sp", permissions);
    parameters.put("se", expiry.truncatedTo(ChronoUnit.SECONDS).toString());
    parameters.put("spr", protocol);
    var text = SasText.service(name -> parameters.getOrDefault(name, ""), path);
    parameters.put("sig", Signature.of(text, key));
    return parameters.entrySet().stream()
        .map(parameter ->
            parameter.getKey()
                + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
