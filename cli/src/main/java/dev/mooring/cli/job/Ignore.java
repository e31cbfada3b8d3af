package dev.mooring.cli.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a folder is not uploaded: the lines of {@code .amlignore}, or of {@code .gitignore} where
 * there is none, at the folder's top; and Git's own folder. The last line that fits decides.
 */
record Ignore(List<Rule> rules) {
  /**
   * A line.
   *
   * @param keeps begins with "!"
   * @param foldersOnly ends with a slash
   */
  record Rule(Pattern pattern, boolean keeps, boolean foldersOnly) {}

  Ignore {
    rules = List.copyOf(rules);
  }

  static Ignore of(Path folder) throws IOException {
    for (var name : List.of(".amlignore", ".gitignore")) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return parse(Files.readString(folder.resolve(name)));
      }
    }
    return parse("");
  }

  static Ignore parse(String text) {
    var rules = new ArrayList<Rule>();
    rules.add(rule(".git/"));
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> rules.add(rule(line)));
    return new Ignore(rules);
  }

  private static Rule rule(String line) {
    var keeps = line.startsWith("!");
    var glob = keeps ? line.substring(1) : line;
    var foldersOnly = glob.endsWith("/");
    glob = foldersOnly ? glob.substring(0, glob.length() - 1) : glob;
    // Only a slash inside binds a pattern to the folder's top.
    var anywhere = !glob.contains("/");
    glob = glob.startsWith("/") ? glob.substring(1) : glob;
    return new Rule(
        Pattern.compile((anywhere ? "(?:.*/)?" : "") + regex(glob)), keeps, foldersOnly);
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      if (glob.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else {
        regex.append(
            switch (c) {
              case '*' -> "[^/]*";
              case '?' -> "[^/]";
              default -> Pattern.quote(String.valueOf(c));
            });
      }
    }
    return regex.toString();
  }

  /** Whether it stays behind; what is in a folder that does is not asked for. */
  boolean leavesOut(String path, boolean isFolder) {
    var out = false;
    for (var rule : rules) {
      if ((isFolder || !rule.foldersOnly()) && rule.pattern().matcher(path).matches()) {
        out = !rule.keeps();
      }
    }
    return out;
  }
}
