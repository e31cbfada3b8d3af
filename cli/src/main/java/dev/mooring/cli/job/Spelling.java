package dev.mooring.cli.job;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a mistyped name may have been meant as. Stateless. */
final class Spelling {
  private static final int FAR = 3;

  private Spelling() {}

  /** The nearest of some names, if one is near; case, minus and underscore do not count. */
  static Optional<String> nearest(String typed, Collection<String> names) {
    var bare = bare(typed);
    return names.stream()
        .filter(name -> distance(bare, bare(name)) < Math.min(FAR, Math.max(1, bare.length() - 1)))
        .min(
            Comparator.comparingInt((String name) -> distance(bare, bare(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
  }

  /** How many letters must be added, left out or changed (Levenshtein). */
  static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var above = row[j];
        var change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
