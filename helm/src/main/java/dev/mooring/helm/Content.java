package dev.mooring.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What a revision was made from, as it stands in the revision's description. */
final class Content {
  private static final Pattern DESCRIPTION = Pattern.compile("content ([0-9a-f]{64})");

  private Content() {}

  /** SHA-256 over the chart's files, by their paths, and the values. */
  static String of(Release release) {
    try (var files = Files.walk(release.chart())) {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(digest, release.chart().relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        add(digest, Files.readAllBytes(file));
      }
      add(digest, release.valuesYaml().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    } catch (IOException | UncheckedIOException unreadable) {
      throw new HelmException(
          HelmException.Code.CHART,
          "Chart %s cannot be read: %s".formatted(release.chart(), unreadable.getMessage()),
          unreadable);
    }
  }

  /** Each part with its length, so that a border cannot move unseen. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update((part.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(part);
  }

  static String description(String content) {
    return "content " + content;
  }

  /** The hash in a description; empty if it is not one of ours. */
  static String in(String description) {
    var found = DESCRIPTION.matcher(description);
    return found.matches() ? found.group(1) : "";
  }
}
