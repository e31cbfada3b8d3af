package dev.mooring.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of a product: SHA-256 of all its inputs, in hexadecimal. */
public record Key(String hex) {
  public Key {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hexadecimal: " + hex);
    }
  }

  /** The first 12 digits, for names that people read. */
  public String brief() {
    return hex.substring(0, 12);
  }

  static Inputs of(String recipe) {
    return new Inputs().add("recipe", recipe);
  }

  /**
   * Collects inputs in a fixed order. Each is framed by its length, so that none can pose as two.
   */
  static final class Inputs {
    private final MessageDigest digest = sha256();

    Inputs add(String name, String value) {
      frame(name);
      frame(value);
      return this;
    }

    Inputs add(String name, Key key) {
      return add(name, key.hex());
    }

    /** The contents of a file. */
    Inputs file(String name, Path file) {
      return add(name, digestOf(file));
    }

    /** Names, contents and execute bits of files. */
    Inputs files(String name, Sources sources) {
      frame(name);
      for (var file : sources.files()) {
        frame(file);
        var path = sources.root().resolve(file);
        frame(Files.isExecutable(path) ? "x" : "-");
        frame(digestOf(path));
      }
      return this;
    }

    Key key() {
      return new Key(HexFormat.of().formatHex(digest.digest()));
    }

    private void frame(String value) {
      var bytes = value.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
  }

  /** The SHA-256 of a file's contents in hexadecimal. */
  static String digestOf(Path file) {
    var digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 16];
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new BuildException(BuildException.Code.FILES, "Cannot read " + file + ": " + e, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
