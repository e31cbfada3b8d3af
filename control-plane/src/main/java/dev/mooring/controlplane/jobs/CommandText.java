package dev.mooring.controlplane.jobs;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The references in a job's command, such as {@code ${{inputs.lr}}}. */
final class CommandText {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{\\{\\s*(inputs|outputs)\\.([^\\s}]+)\\s*}}");

  private CommandText() {}

  /**
   * The command with each reference replaced.
   *
   * @param values by reference without braces, such as {@code inputs.lr}
   */
  static String of(String command, Map<String, String> values) throws UnfitException {
    var matcher = REFERENCE.matcher(command);
    var text = new StringBuilder();
    while (matcher.find()) {
      var name = matcher.group(1) + "." + matcher.group(2);
      var value = values.get(name);
      if (value == null) {
        throw new UnfitException(
            "ReferenceUnknown",
            "The command refers to %s, which the job does not have".formatted(name),
            values.isEmpty()
                ? "Add it to the job, or take it out of the command"
                : "It has " + String.join(", ", values.keySet().stream().sorted().toList()));
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    matcher.appendTail(text);
    return text.toString();
  }
}
