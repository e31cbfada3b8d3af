package dev.mooring.agent.admissioninit;

import java.time.Instant;

/**
 * A certificate of the server with its key, and the authority that signed it, all PEM. The
 * authority's key is nowhere: the next certificate has an authority of its own.
 *
 * @param name what the certificate is good for
 */
public record Pair(
    String certificate,
    String key,
    String authority,
    String name,
    Instant notBefore,
    Instant notAfter) {
  public Pair {
    if (certificate.isBlank() || key.isBlank() || authority.isBlank()) {
      throw new IllegalArgumentException("A pair needs certificate, key and authority");
    }
  }

  /** A key is not told. */
  @Override
  public String toString() {
    return "Pair[%s, %s to %s]".formatted(name, notBefore, notAfter);
  }
}
