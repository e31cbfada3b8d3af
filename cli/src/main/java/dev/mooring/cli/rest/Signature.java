package dev.mooring.cli.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the right to a whole container with the account's key, as "Create a service SAS" of Azure
 * Storage says for its version 2020-12-06. Stateless.
 */
final class Signature {
  private static final String VERSION = "2020-12-06";

  private Signature() {}

  /**
   * A container's query.
   *
   * @param permissions in the order {@code racwdl}
   * @param key the account's, in base64
   */
  static String of(String account, String container, String permissions, Instant end, String key) {
    var expiry = end.truncatedTo(ChronoUnit.SECONDS).toString();
    // Permissions, start, expiry, resource, identifier, IP range, protocol, version, kind,
    // snapshot,
    // encryption scope, and five response headers.
    var text =
        String.join(
            "\n",
            permissions,
            "",
            expiry,
            "/blob/%s/%s".formatted(account, container),
            "",
            "",
            "https",
            VERSION,
            "c",
            "",
            "",
            "",
            "",
            "",
            "",
            "");
    return "sv=%s&spr=https&se=%s&sr=c&sp=%s&sig=%s"
        .formatted(VERSION, encoded(expiry), permissions, encoded(hmac(text, key)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String hmac(String text, String key) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
