package dev.mooring.controlplane.jobs;

import dev.mooring.api.ResourceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** A job's name on its cluster. */
final class ClusterName {
  /** Pods add what they are to it, and must stay within the 63 of a DNS label. */
  private static final int LONGEST = 50;

  private static final int HASH = 8;
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

  private ClusterName() {}

  /** The job's own name if it can be one there, else one made from it and a hash of its id. */
  static String of(ResourceId job) {
    var name = job.name();
    if (name.length() <= LONGEST && LABEL.matcher(name).matches()) {
      return name;
    }
    var letters =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+", "");
    var start = letters.isEmpty() ? "job" : letters;
    var room = LONGEST - HASH - 1;
    var kept = start.substring(0, Math.min(room, start.length())).replaceAll("-+$", "");
    return kept + "-" + hash(job.key());
  }

  private static String hash(String key) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
