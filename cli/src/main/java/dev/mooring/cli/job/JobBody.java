package dev.mooring.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cli.rest.Json;
import java.util.Map;
import java.util.Optional;

/** A job as the API takes it. Stateless. */
final class JobBody {
  private JobBody() {}

  /**
   * Where the parts of a job are, once they are with the platform.
   *
   * @param code id of the code's version
   * @param inputs URIs of the inputs that are data, by their names
   */
  record Placed(
      Optional<String> code, String environment, String compute, Map<String, String> inputs) {
    Placed {
      inputs = Map.copyOf(inputs);
    }
  }

  static ObjectNode of(JobFile file, Placed placed) {
    var properties = Json.object();
    properties.put("jobType", "Command");
    copy(file, "/display_name", properties, "displayName");
    copy(file, "/description", properties, "description");
    properties.put("experimentName", file.text("/experiment_name").orElse("Default"));
    copy(file, "/command", properties, "command");
    placed.code().ifPresent(id -> properties.put("codeId", id));
    properties.put("environmentId", placed.environment());
    properties.put("computeId", placed.compute());
    properties.set("inputs", inputs(file, placed));
    properties.set("outputs", outputs(file));
    distribution(file).ifPresent(value -> properties.set("distribution", value));
    properties.set("resources", resources(file));
    file.text("/limits/timeout")
        .ifPresent(seconds ->
            properties
                .putObject("limits")
                .put("jobLimitsType", "Command")
                .put("timeout", "PT%sS".formatted(seconds)));
    properties.set("environmentVariables", texts(file.tree().path("environment_variables")));
    properties.set("tags", texts(file.tree().path("tags")));
    properties.set("properties", texts(file.tree().path("properties")));
    properties.put("isArchived", false);
    var body = Json.object();
    body.set("properties", properties);
    return body;
  }

  private static void copy(JobFile file, String pointer, ObjectNode to, String name) {
    file.text(pointer).ifPresent(text -> to.put(name, text));
  }

  private static ObjectNode inputs(JobFile file, Placed placed) {
    var inputs = Json.object();
    file.inputs()
        .forEach((name, input) ->
            inputs.set(
                name,
                switch (input) {
                  case JobFile.Input.Literal(var value) ->
                      Json.object().put("jobInputType", "literal").put("value", value);
                  case JobFile.Input.Remote(var type, var uri) ->
                      Json.object().put("jobInputType", type).put("uri", uri);
                  case JobFile.Input.Local(var type, var _) ->
                      Json.object()
                          .put("jobInputType", type)
                          .put("uri", placed.inputs().getOrDefault(name, ""));
                }));
    return inputs;
  }

  private static ObjectNode outputs(JobFile file) {
    var outputs = Json.object();
    for (var output : file.tree().path("outputs").properties()) {
      outputs
          .putObject(output.getKey())
          .put("jobOutputType", output.getValue().path("type").asText("uri_folder"));
    }
    return outputs;
  }

  private static Optional<ObjectNode> distribution(JobFile file) {
    return file.text("/distribution/type")
        .map(type ->
            Json.object()
                .put("distributionType", "PyTorch")
                .put(
                    "processCountPerInstance",
                    file.tree().at("/distribution/process_count_per_instance").asInt(1)));
  }

  /** Requests and limits of a job, which Azure ML has only in instance types, are ours. */
  private static ObjectNode resources(JobFile file) {
    var resources = Json.object();
    resources.put("instanceCount", file.tree().at("/resources/instance_count").asInt(1));
    copy(file, "/resources/instance_type", resources, "instanceType");
    for (var kind : new String[] {"requests", "limits"}) {
      var asked = file.tree().at("/resources/" + kind);
      if (asked.isObject()) {
        resources.set(kind, texts(asked));
      }
    }
    return resources;
  }

  private static ObjectNode texts(JsonNode fields) {
    var texts = Json.object();
    fields.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
