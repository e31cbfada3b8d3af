package dev.mooring.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mooring.cli.rest.Json;
import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A job as a file describes it; all its fields are known and of the right kind.
 *
 * @param name of the file, for messages
 * @param folder that relative paths in it begin at
 */
public record JobFile(String name, Path folder, JsonNode tree) {
  /** Numbers are kept as they are written: 1.10 is not 1.1 where it is text. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern ASSET = Pattern.compile("azureml:([^:/]+):([^:/]+)");

  /** What a job runs in. */
  public sealed interface Environment {
    /** A container image. */
    record Image(String name) implements Environment {}

    /** A version that the workspace has. */
    record Registered(String name, String version) implements Environment {}
  }

  /** What a job is given. */
  public sealed interface Input {
    /** Text. */
    record Literal(String value) implements Input {}

    /** Data that are where they are. */
    record Remote(String type, String uri) implements Input {}

    /** A file or folder of this machine. */
    record Local(String type, Path path) implements Input {}
  }

  /**
   * Reads a file.
   *
   * @param changes fields to set, by their paths with dots
   * @param variables the image may have some as {@code ${NAME}}
   */
  public static JobFile read(
      Path file, Map<String, String> changes, Map<String, String> variables) {
    try {
      var name = file.getFileName().toString();
      var folder = file.toAbsolutePath().normalize().resolveSibling("");
      return parse(name, folder, Files.readString(file), changes, variables);
    } catch (IOException e) {
      throw ProblemException.refused(
          "NoJobFile", "Job file %s cannot be read (%s)".formatted(file, e), "-f names another");
    }
  }

  static JobFile parse(
      String name,
      Path folder,
      String text,
      Map<String, String> changes,
      Map<String, String> variables) {
    var tree = tree(name, text);
    changes.forEach((path, value) -> set(name, tree, path, value));
    var faults = Schema.faults(CommandJob.FILE, "", tree);
    if (!faults.isEmpty()) {
      throw invalid(name, faults);
    }
    var image = tree.at("/environment/image");
    if (!image.isMissingNode()) {
      var put = filled(name, image.asText(), variables);
      ((ObjectNode) tree.path("environment")).put("image", put);
    }
    return new JobFile(name, folder, tree);
  }

  private static ObjectNode tree(String name, String text) {
    try {
      if (YAML.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw invalid(name, List.of("the file: fields (name: value) are needed"));
    } catch (JsonProcessingException e) {
      var at = Optional.ofNullable(e.getLocation());
      throw invalid(
          name,
          List.of(
              "line %s: %s"
                  .formatted(
                      at.map(location -> Integer.toString(location.getLineNr())).orElse("?"),
                      e.getOriginalMessage().replaceAll("\\s+", " "))));
    }
  }

  private static ProblemException invalid(String name, List<String> faults) {
    return ProblemException.refused(
        "InvalidJobFile",
        "%s: %s".formatted(name, String.join("; ", faults)),
        "mend the file; https://learn.microsoft.com/azure/machine-learning/reference-yaml-job-command says what the fields mean");
  }

  /** The value is YAML too: a number stays one. */
  private static void set(String name, ObjectNode tree, String path, String value) {
    var at = tree;
    var steps = List.of(path.split("\\.", -1));
    for (var step : steps.subList(0, steps.size() - 1)) {
      if (!at.has(step)) {
        at.set(step, Json.object());
      }
      if (!(at.get(step) instanceof ObjectNode deeper)) {
        throw invalid(name, List.of("--set %s: %s has no fields".formatted(path, step)));
      }
      at = deeper;
    }
    try {
      at.set(steps.getLast(), YAML.readTree(value.isEmpty() ? "''" : value));
    } catch (JsonProcessingException e) {
      at.put(steps.getLast(), value);
    }
  }

  private static String filled(String name, String image, Map<String, String> variables) {
    return VARIABLE
        .matcher(image)
        .replaceAll(found -> {
          var value = variables.getOrDefault(found.group(1), "");
          if (value.isEmpty()) {
            throw ProblemException.refused(
                "UnsetVariable",
                "%s: environment.image: %s is not set".formatted(name, found.group(1)),
                "eval \"$(./moor env)\", or --set environment.image=IMAGE");
          }
          return java.util.regex.Matcher.quoteReplacement(value);
        });
  }

  /** The text of a field, by its JSON pointer; empty if it is not there. */
  Optional<String> text(String pointer) {
    var node = tree.at(pointer);
    return node.isMissingNode() ? Optional.empty() : Optional.of(node.asText());
  }

  /** The folder with the code, if there is one. */
  Optional<Path> code() {
    return text("/code").map(path -> existing("code", path, true));
  }

  Environment environment() {
    if (tree.at("/environment/image").isTextual()) {
      return new Environment.Image(tree.at("/environment/image").asText());
    }
    var text = tree.path("environment").asText();
    var asset = ASSET.matcher(text);
    if (!asset.matches()) {
      throw invalid(
          name,
          List.of(
              "environment: '%s' is not azureml:NAME:VERSION; an image is environment: {image: %s}"
                  .formatted(text, text)));
    }
    return new Environment.Registered(asset.group(1), asset.group(2));
  }

  /** The name of the compute. */
  String compute() {
    var text = tree.path("compute").asText();
    return text.startsWith("azureml:") ? text.substring("azureml:".length()) : text;
  }

  Map<String, Input> inputs() {
    var inputs = new TreeMap<String, Input>();
    for (var field : tree.path("inputs").properties()) {
      inputs.put(field.getKey(), input("inputs." + field.getKey(), field.getValue()));
    }
    return inputs;
  }

  private Input input(String at, JsonNode value) {
    if (!value.isObject()) {
      return new Input.Literal(value.asText());
    }
    var type = value.path("type").asText("uri_folder");
    var path = value.path("path").asText();
    if (path.startsWith("azureml://") || path.startsWith("https://")) {
      return new Input.Remote(type, path);
    }
    if (path.startsWith("azureml:")) {
      throw invalid(
          name,
          List.of(
              "%s.path: data assets are not supported; name a local path or azureml://datastores/NAME/paths/PATH"
                  .formatted(at)));
    }
    return new Input.Local(type, existing(at + ".path", path, type.equals("uri_folder")));
  }

  private Path existing(String at, String text, boolean wantsFolder) {
    var path = folder.resolve(text).normalize();
    var kind = wantsFolder ? "folder" : "file";
    if (wantsFolder ? Files.isDirectory(path) : Files.isRegularFile(path)) {
      return path;
    }
    throw ProblemException.refused(
        "MissingPath",
        "%s: %s: there is no %s %s".formatted(name, at, kind, path),
        "make it, or name another; paths begin at the folder of the job file");
  }
}
