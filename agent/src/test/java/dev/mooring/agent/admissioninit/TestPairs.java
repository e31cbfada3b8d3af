package dev.mooring.agent.admissioninit;

import java.time.Instant;

/** Pairs for the tests of others; their certificates are real. */
public final class TestPairs {
  private TestPairs() {}

  /** All PEM. */
  public record Texts(String certificate, String key, String authority) {}

  public static Texts issue(String name) {
    var pair = new OneTimeAuthority().issue(name, Instant.now());
    return new Texts(pair.certificate(), pair.key(), pair.authority());
  }
}
