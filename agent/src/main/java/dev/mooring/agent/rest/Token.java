package dev.mooring.agent.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** The secret that callers show. Thread-safe. */
final class Token {
  private static final String BEARER = "Bearer ";

  private final byte[] secret;

  private Token(byte[] secret) {
    this.secret = secret.clone();
  }

  /**
   * Reads it, without white space around it.
   *
   * @throws IllegalArgumentException when there is nothing in the file
   */
  static Token read(Path file) {
    try {
      var text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw new IllegalArgumentException(
            "REST_TOKEN_FILE names '%s', which is empty; put the token there".formatted(file));
      }
      return of(text);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "REST_TOKEN_FILE names '%s', which cannot be read; mount Secret azureml-agent-token there"
              .formatted(file),
          unreadable);
    }
  }

  static Token of(String secret) {
    return new Token(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the same time wherever the two differ. */
  boolean isShownBy(Optional<String> authorization) {
    return authorization
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8))
        .filter(shown -> MessageDigest.isEqual(shown, secret))
        .isPresent();
  }
}
