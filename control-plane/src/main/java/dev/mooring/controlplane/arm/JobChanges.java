package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import java.util.List;
import java.util.Optional;

/** What can change of a job that is there: how it is shown and found, never what it does. */
final class JobChanges {
  private static final List<String> FIXED =
      List.of(
          "jobType",
          "command",
          "codeId",
          "environmentId",
          "computeId",
          "inputs",
          "outputs",
          "distribution",
          "resources",
          "limits",
          "environmentVariables");
  private static final List<String> FREE =
      List.of("displayName", "description", "tags", "properties", "isArchived");

  private JobChanges() {}

  /** The same job with what may change of it changed; refuses anything else. */
  static Optional<Draft> apply(Row job, ObjectNode asked) {
    Finder.checkNotGoing(job);
    for (var field : FIXED) {
      if (asked.has(field) && !same(field, job.properties().path(field), asked.path(field))) {
        throw Refusal.conflict(
            "JobExists",
            "Job '%s' is there already, with another '%s'".formatted(job.id().name(), field),
            "Submit it under another name");
      }
    }
    var changed = Shapes.asked(job);
    for (var field : FREE) {
      if (asked.has(field)) {
        changed.set(field, asked.path(field));
      }
    }
    return changed.equals(job.properties())
        ? Optional.empty()
        : Optional.of(Draft.of(job).withProperties(changed));
  }

  private static boolean same(String field, JsonNode there, JsonNode asked) {
    if (isEmpty(there) && isEmpty(asked)) {
      return true;
    }
    return (field.endsWith("Id") || field.equals("jobType"))
        ? plain(there).equalsIgnoreCase(plain(asked))
        : there.equals(asked);
  }

  private static String plain(JsonNode id) {
    return id.asText("").replaceFirst("^azureml:(?=/)", "");
  }

  private static boolean isEmpty(JsonNode node) {
    return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
  }
}
