package dev.mooring.agent.admissioninit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the Secret holds: the pair that is served, and around a renewal the one that follows it or
 * the authority of the one before.
 *
 * @param current in {@code tls.crt} and {@code tls.key}, where the server reads it
 * @param next not served yet
 * @param formerAuthority of the pair that some replica may still serve
 * @param servedSince when current came to be so
 */
record Keyring(
    Pair current, Optional<Pair> next, Optional<String> formerAuthority, Instant servedSince) {

  /**
   * Where nothing was kept.
   *
   * @param trusted the authorities that are trusted at the moment: what they signed may be served
   *     until all replicas have the pair
   */
  static Keyring first(Pair pair, Optional<String> trusted, Instant now) {
    return new Keyring(pair, Optional.empty(), trusted, now);
  }

  /**
   * All authorities that something may be signed by which is, was or will be served; the same text
   * for the same ones.
   */
  String bundle() {
    var authorities = new TreeSet<String>();
    authorities.add(current.authority().strip());
    next.ifPresent(pair -> authorities.add(pair.authority().strip()));
    formerAuthority.ifPresent(pem -> authorities.add(pem.strip()));
    return String.join("\n", authorities) + "\n";
  }

  Keyring staged(Pair pair) {
    return new Keyring(current, Optional.of(pair), formerAuthority, servedSince);
  }

  /** The next pair is served from now on. */
  Keyring promoted(Instant now) {
    return next.map(
            pair -> new Keyring(pair, Optional.empty(), Optional.of(current.authority()), now))
        .orElse(this);
  }

  Keyring retired() {
    return new Keyring(current, next, Optional.empty(), servedSince);
  }

  Map<String, String> data() {
    var data = new HashMap<String, String>();
    data.put("tls.crt", current.certificate());
    data.put("tls.key", current.key());
    data.put("ca.crt", current.authority());
    data.put("served-since", servedSince.toString());
    next.ifPresent(pair -> {
      data.put("next.crt", pair.certificate());
      data.put("next.key", pair.key());
      data.put("next-ca.crt", pair.authority());
    });
    formerAuthority.ifPresent(pem -> data.put("former-ca.crt", pem));
    return data;
  }

  /** Empty when the data is not what {@link #data} makes: somebody else wrote it. */
  static Optional<Keyring> read(Map<String, String> data) {
    try {
      return Optional.of(
          new Keyring(
              pair(data, "tls.crt", "tls.key", "ca.crt"),
              data.containsKey("next.crt")
                  ? Optional.of(pair(data, "next.crt", "next.key", "next-ca.crt"))
                  : Optional.empty(),
              Optional.ofNullable(data.get("former-ca.crt")),
              Instant.parse(data.getOrDefault("served-since", ""))));
    } catch (IllegalArgumentException | DateTimeParseException broken) {
      return Optional.empty();
    }
  }

  private static Pair pair(
      Map<String, String> data, String certificate, String key, String authority) {
    return Pairs.read(
        data.getOrDefault(certificate, ""),
        data.getOrDefault(key, ""),
        data.getOrDefault(authority, ""));
  }
}
