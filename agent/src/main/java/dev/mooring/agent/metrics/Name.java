package dev.mooring.agent.metrics;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a family is called and about.
 *
 * @param labels names of its labels
 */
record Name(String word, String help, List<String> labels) {
  void writeHead(StringBuilder text, String type) {
    text.append("# HELP ").append(word).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(word).append(' ').append(type).append('\n');
  }

  /** The labels with these values as they stand behind a name; empty for a family without any. */
  String series(List<String> values) {
    if (values.size() != labels.size()) {
      throw new IllegalArgumentException(
          "%s has the labels %s and is given %s".formatted(word, labels, values));
    }
    return labels.isEmpty()
        ? ""
        : IntStream.range(0, labels.size())
            .mapToObj(i -> "%s=\"%s\"".formatted(labels.get(i), escaped(values.get(i))))
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** As Prometheus reads it; whole numbers without a fraction. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
