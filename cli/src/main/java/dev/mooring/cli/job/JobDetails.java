package dev.mooring.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.rest.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one job is and what it left, beside how it stands. Stateless. */
public final class JobDetails {
  private JobDetails() {}

  /**
   * A title and a text each, on one line; what the job does not say is left out.
   *
   * @param job as the API shows it
   */
  public static List<List<String>> rows(JsonNode job) {
    var properties = job.path("properties");
    var rows = new ArrayList<List<String>>();
    add(rows, "Compute", last(properties.path("computeId")));
    add(rows, "Instances", instances(properties));
    add(rows, "Started", properties.path("startTime").asText());
    add(rows, "Ended", ended(properties));
    add(rows, "Command", properties.path("command").asText(""));
    properties.path("inputs").properties().forEach(input -> add(rows, "Input", input(input)));
    properties.path("outputs").properties().forEach(output -> add(rows, "Output", output.getKey()));
    add(rows, "Next", next(job.path("name").asText(), properties));
    return rows;
  }

  private static void add(List<List<String>> rows, String title, String text) {
    if (!text.isBlank()) {
      rows.add(List.of(title, text.strip().replaceAll("\\s*\\\\?\\R\\s*", " ")));
    }
  }

  private static String last(JsonNode id) {
    return id.asText().substring(id.asText().lastIndexOf('/') + 1);
  }

  private static String instances(JsonNode properties) {
    var count = properties.at("/resources/instanceCount").asInt(1);
    var kind = properties.at("/distribution/distributionType").asText("");
    return kind.isEmpty() || kind.equals("None")
        ? Integer.toString(count)
        : "%d, %s".formatted(count, kind);
  }

  private static String ended(JsonNode properties) {
    var end = properties.path("endTime").asText();
    var code = properties.path("exitCode");
    return code.isNumber() ? "%s, exit code %d".formatted(end, code.asInt()) : end;
  }

  private static String input(Map.Entry<String, JsonNode> input) {
    var value = input.getValue();
    return "%s = %s"
        .formatted(input.getKey(), value.path("uri").asText(value.path("value").asText()));
  }

  private static String next(String name, JsonNode properties) {
    return Runs.isEnd(properties.path("status").asText())
        ? "./moor job download %s --to . copies its logs and outputs".formatted(name)
        : "./moor job stream %s follows it to its end".formatted(name);
  }
}
