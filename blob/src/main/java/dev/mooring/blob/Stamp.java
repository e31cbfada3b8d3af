package dev.mooring.blob;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which version of a thing it is.
 *
 * @param etag without quotes; another for every write
 */
public record Stamp(String etag, Instant created, Instant modified) {
  public static Stamp fresh(Instant now) {
    return new Stamp(newEtag(), now, now);
  }

  public Stamp again(Instant now) {
    return new Stamp(newEtag(), created, now);
  }

  private static String newEtag() {
    return "0x%016X".formatted(ThreadLocalRandom.current().nextLong());
  }
}
