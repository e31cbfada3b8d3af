package dev.mooring.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a command shows its result. */
final class OutputOption {
  enum Format {
    TABLE,
    JSON,
    YAML
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "${COMPLETION-CANDIDATES}; default table.")
  private Format format = Format.TABLE;

  void print(List<JsonNode> resources, Table table) {
    var array = JsonNodeFactory.instance.arrayNode().addAll(resources);
    print(array, () -> table.text(resources));
  }

  void print(JsonNode resource, Table table) {
    print(resource, () -> table.text(List.of(resource)));
  }

  void print(JsonNode result, Supplier<String> table) {
    System.out.print(text(format, result, table));
    System.out.flush();
  }

  static String text(Format format, JsonNode result, Supplier<String> table) {
    try {
      return switch (format) {
        case TABLE -> table.get();
        case JSON ->
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n";
        case YAML -> new YAMLMapper().writeValueAsString(result);
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
