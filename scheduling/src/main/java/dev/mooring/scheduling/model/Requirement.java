package dev.mooring.scheduling.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One expression over labels (or fields), as in Kubernetes' node and label selectors.
 *
 * @param values for {@code GT} and {@code LT} one whole number; for {@code EXISTS} and {@code
 *     DOES_NOT_EXIST} none
 */
public record Requirement(String key, Operator operator, Set<String> values) {
  /** {@code NOT_IN} holds for an absent label too; {@code GT} and {@code LT} do not. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GT,
    LT
  }

  public Requirement {
    values = Set.copyOf(values);
    var numeric = operator == Operator.GT || operator == Operator.LT;
    if (numeric && (values.size() != 1 || number(values.iterator().next()).isEmpty())) {
      throw new IllegalArgumentException(
          operator + " of label '" + key + "' needs one whole number and has " + values);
    }
  }

  public static Requirement in(String key, String... values) {
    return new Requirement(key, Operator.IN, Set.of(values));
  }

  public boolean holds(Map<String, String> labels) {
    var value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GT -> value != null && compare(value) > 0;
      case LT -> value != null && compare(value) < 0;
    };
  }

  /** How the label compares to the number; 0, which neither operator takes, when it is none. */
  private int compare(String value) {
    var bound = number(values.iterator().next());
    var seen = number(value);
    return bound.isEmpty() || seen.isEmpty()
        ? 0
        : Long.compare(seen.getAsLong(), bound.getAsLong());
  }

  private static java.util.OptionalLong number(String text) {
    try {
      return java.util.OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return java.util.OptionalLong.empty();
    }
  }

  /** For people: {@code pool=a}, {@code pool in (a, b)}, {@code !gpu}. */
  @Override
  public String toString() {
    var sorted = new TreeSet<>(values);
    return switch (operator) {
      case IN -> sorted.size() == 1 ? key + "=" + sorted.first() : key + " in " + list(sorted);
      case NOT_IN ->
          sorted.size() == 1 ? key + "!=" + sorted.first() : key + " not in " + list(sorted);
      case EXISTS -> key;
      case DOES_NOT_EXIST -> "!" + key;
      case GT -> key + ">" + sorted.first();
      case LT -> key + "<" + sorted.first();
    };
  }

  private static String list(TreeSet<String> values) {
    return "(" + String.join(", ", values) + ")";
  }
}
