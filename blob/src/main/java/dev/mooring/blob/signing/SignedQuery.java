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
 * @param resource sr: c for a container, b for a blob, d for a folder
 * @param permissions sp, in any order
 * @param protocol spr
 * @param depth sdd, for a folder: how many names it has; else 0
 */
public record SignedQuery(
    String resource, String permissions, Instant expiry, String protocol, int depth) {
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

  /** For a container or a blob. */
  public SignedQuery(String resource, String permissions, Instant expiry, String protocol) {
    this(resource, permissions, expiry, protocol, 0);
  }

  /**
   * Signs it.
   *
   * @param path account, container and blob or folder, with slashes between
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
    if (depth > 0) {
      // Not in the text: the folder that is signed has it.
      parameters.put("sdd", Integer.toString(depth));
    }
    parameters.put("sig", Signature.of(text, key));
    return parameters.entrySet().stream()
        .map(parameter ->
            parameter.getKey()
                + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
