package dev.mooring.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a part of a job file may be. */
sealed interface Schema {
  /** Anything that is written as one word, number or sentence. */
  record Text() implements Schema {}

  /** A whole number of at least {@code least}. */
  record Whole(int least) implements Schema {}

  /** One of some words. */
  record Word(Set<String> words) implements Schema {
    public Word {
      words = Set.copyOf(words);
    }
  }

  /**
   * Names that the user chooses, each with a value of one kind.
   *
   * @param names what they look like
   */
  record Named(Pattern names, Schema value) implements Schema {
    static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** As Kubernetes calls resources, such as {@code cpu} and {@code nvidia.com/gpu}. */
    static final Pattern RESOURCE = Pattern.compile("([a-z0-9.-]+/)?[A-Za-z0-9][A-Za-z0-9_.-]*");
  }

  /** Known fields. */
  record Fields(Map<String, Schema> known, Set<String> required) implements Schema {
    public Fields {
      known = Map.copyOf(known);
      required = Set.copyOf(required);
    }
  }

  /** Text where it is text, fields where it is fields. */
  record Either(Text text, Fields fields) implements Schema {}

  /** What is wrong with a value, each line with the path; empty if nothing is. */
  static List<String> faults(Schema schema, String path, JsonNode value) {
    return switch (schema) {
      case Text() ->
          value.isValueNode() && !value.isNull() ? List.of() : List.of(path + ": a text is needed");
      case Whole(var least) ->
          value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= least
              ? List.of()
              : List.of(
                  "%s: %s is not a whole number of at least %d".formatted(path, value, least));
      case Word(var words) ->
          words.contains(value.asText())
              ? List.of()
              : List.of(
                  "%s: %s is not supported; it can be %s"
                      .formatted(path, value, String.join(", ", new TreeSet<>(words))));
      case Named named -> value.isObject() ? named(named, path, value) : notFields(path);
      case Fields fields -> value.isObject() ? fields(fields, path, value) : notFields(path);
      case Either(var text, var fields) -> faults(value.isObject() ? fields : text, path, value);
    };
  }

  private static List<String> notFields(String path) {
    return List.of((path.isEmpty() ? "the file" : path) + ": fields (name: value) are needed");
  }

  private static List<String> named(Named named, String path, JsonNode value) {
    var faults = new ArrayList<String>();
    for (var field : value.properties()) {
      if (named.names().matcher(field.getKey()).matches()) {
        faults.addAll(faults(named.value(), join(path, field.getKey()), field.getValue()));
      } else {
        faults.add("%s: '%s' is not a name".formatted(path, field.getKey()));
      }
    }
    return faults;
  }

  private static List<String> fields(Fields fields, String path, JsonNode value) {
    var faults = new ArrayList<String>();
    for (var field : value.properties()) {
      var known = Optional.ofNullable(fields.known().get(field.getKey()));
      faults.addAll(
          known
              .map(schema -> faults(schema, join(path, field.getKey()), field.getValue()))
              .orElseGet(() -> List.of(unknown(fields, path, field.getKey()))));
    }
    for (var need : new TreeSet<>(fields.required())) {
      if (!value.has(need)) {
        faults.add(join(path, need) + ": is missing");
      }
    }
    return faults;
  }

  private static String unknown(Fields fields, String path, String name) {
    var names = new TreeMap<>(fields.known()).keySet();
    return "%s: unknown field; %s"
        .formatted(
            join(path, name),
            Spelling.nearest(name, names)
                .map(near -> "did you mean %s?".formatted(near))
                .orElse("known are " + String.join(", ", names)));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
