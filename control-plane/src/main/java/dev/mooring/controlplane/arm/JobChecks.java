package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.storage.DatastorePath;
import dev.mooring.store.Row;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks a command job before it is taken: what is wrong with it is said now, not in the cluster.
 */
final class JobChecks {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\{\\s*([^}]*?)\\s*}}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final Set<String> FOLDERS = Set.of("uri_folder", "uri_file");
  private static final int MOST_INSTANCES = 10_000;

  private final Finder finder;
  private final Row workspace;

  JobChecks(Finder finder, Row workspace) {
    this.finder = finder;
    this.workspace = workspace;
  }

  /**
   * A job that can be handed to its cluster.
   *
   * @param properties as asked, ids without the prefix that some clients write
   * @param agent of the cluster that it goes to
   */
  record Checked(ObjectNode properties, String agent) {}

  Checked check(ObjectNode body) {
    var properties = Json.child(body, "properties");
    checkKind(properties);
    for (var field : List.of("codeId", "environmentId", "computeId")) {
      Json.text(properties, field)
          .ifPresent(id -> properties.put(field, id.replaceFirst("^azureml:(?=/)", "")));
    }
    nameLocal(properties);
    checkDistribution(properties.path("distribution"));
    checkResources(properties);
    checkInputs(properties.path("inputs"));
    checkOutputs(properties.path("outputs"));
    checkCommand(properties);
    checkAssets(properties);
    return new Checked(properties, agent(properties));
  }

  /**
   * To the SDK a compute called "local" is its own machine: it names none then, and says so. Here
   * it is the compute of that name; a machine of its own cannot be meant, as no job runs outside
   * the clusters.
   */
  private void nameLocal(ObjectNode properties) {
    var marks = properties.path("resources").path("properties");
    if (Json.text(properties, "computeId").isEmpty() && marks.has("IsLocal")) {
      properties.put("computeId", workspace.id().child("computes", "local").toString());
    }
  }

  private static void checkKind(ObjectNode properties) {
    var kind = Json.text(properties, "jobType").orElse("");
    if (!kind.equalsIgnoreCase("Command")) {
      throw Refusal.wrong(
          "JobTypeUnsupported",
          "Jobs of type '%s' cannot be run here".formatted(kind),
          "Submit a command job: jobType 'Command'");
    }
    if (!properties.path("services").isEmpty()) {
      throw Refusal.wrong(
          "ServicesUnsupported",
          "The job asks for interactive services, which are not offered here",
          "Leave out 'services'");
    }
  }

  private static void checkDistribution(JsonNode distribution) {
    if (!distribution.isObject()) {
      return;
    }
    var type = Json.text(distribution, "distributionType").orElse("None");
    if (!type.equalsIgnoreCase("PyTorch") && !type.equalsIgnoreCase("None")) {
      throw Refusal.wrong(
          "DistributionNotSupported",
          "Distribution '%s' is not offered here".formatted(type),
          "Use PyTorch, or none");
    }
    var processes = distribution.path("processCountPerInstance");
    if (!processes.isMissingNode() && !processes.isNull()) {
      checkCount(processes, "distribution.processCountPerInstance");
    }
  }

  private static void checkResources(ObjectNode properties) {
    var instances = properties.path("resources").path("instanceCount");
    if (!instances.isMissingNode() && !instances.isNull()) {
      checkCount(instances, "resources.instanceCount");
    }
    var timeout = Json.text(properties.path("limits"), "timeout");
    timeout.ifPresent(JobChecks::checkTimeout);
  }

  private static void checkCount(JsonNode count, String field) {
    if (!count.canConvertToInt() || count.asInt() < 1 || count.asInt() > MOST_INSTANCES) {
      throw Refusal.wrong(
          "CountInvalid",
          "%s is %s".formatted(field, count),
          "Give a whole number from 1 to " + MOST_INSTANCES);
    }
  }

  private static void checkTimeout(String text) {
    try {
      if (Duration.parse(text).isPositive()) {
        return;
      }
    } catch (DateTimeException malformed) {
      // Said below.
    }
    throw Refusal.wrong(
        "TimeoutInvalid",
        "limits.timeout is '%s'".formatted(text),
        "Give a duration such as PT1H30M");
  }

  private void checkInputs(JsonNode inputs) {
    for (var entry : inputs.properties()) {
      checkKey("input", entry.getKey());
      var type = Json.text(entry.getValue(), "jobInputType").orElse("");
      if (FOLDERS.contains(type)) {
        checkUri(entry.getKey(), Json.text(entry.getValue(), "uri").orElse(""));
      } else if (!type.equals("literal")) {
        throw Refusal.wrong(
            "InputTypeUnsupported",
            "Input '%s' is of type '%s'".formatted(entry.getKey(), type),
            "Use literal, uri_file or uri_folder");
      }
    }
  }

  private static void checkUri(String input, String uri) {
    var place =
        DatastorePath.parse(uri)
            .orElseThrow(() ->
                Refusal.wrong(
                    "InputUriUnsupported",
                    "Input '%s' is at '%s', which is in no datastore of the workspace"
                        .formatted(input, uri),
                    "Upload it, and name it azureml://datastores/workspaceblobstore/paths/…"));
    Datastores.find(place.datastore());
  }

  private static void checkOutputs(JsonNode outputs) {
    for (var entry : outputs.properties()) {
      checkKey("output", entry.getKey());
      var type = Json.text(entry.getValue(), "jobOutputType").orElse("");
      if (!FOLDERS.contains(type)) {
        throw Refusal.wrong(
            "OutputTypeUnsupported",
            "Output '%s' is of type '%s'".formatted(entry.getKey(), type),
            "Use uri_folder");
      }
    }
  }

  /** Keys become names of folders. */
  private static void checkKey(String kind, String key) {
    if (!KEY.matcher(key).matches()) {
      throw Refusal.wrong(
          "KeyInvalid",
          "'%s' cannot name an %s".formatted(key, kind),
          "Use letters, digits and '_', the first no digit");
    }
  }

  private static void checkCommand(ObjectNode properties) {
    var command =
        Json.text(properties, "command")
            .orElseThrow(() ->
                Refusal.wrong("CommandMissing", "The job has no command", "Give 'command' a text"));
    var references = REFERENCE.matcher(command);
    while (references.find()) {
      checkReference(properties, references.group(1));
    }
  }

  private static void checkReference(ObjectNode properties, String reference) {
    var parts = reference.split("\\.", -1);
    var known =
        parts.length == 2
            && Set.of("inputs", "outputs").contains(parts[0])
            && properties.path(parts[0]).has(parts[1]);
    if (!known) {
      throw Refusal.wrong(
          "ReferenceUnknown",
          "The command refers to '%s', which the job does not have".formatted(reference),
          "Refer to ${{inputs.NAME}} or ${{outputs.NAME}} of the job itself");
    }
  }

  private void checkAssets(ObjectNode properties) {
    Json.text(properties, "codeId")
        .map(id -> here("codeId", id, Types.CODE_VERSION))
        .ifPresent(finder::code);
    var environment =
        Json.text(properties, "environmentId")
            .orElseThrow(() ->
                Refusal.wrong(
                    "EnvironmentMissing",
                    "The job names no environment",
                    "Give environmentId, of an environment with an image"));
    finder.environment(here("environmentId", environment, Types.ENVIRONMENT_VERSION));
  }

  /** An id that a job names must be of this workspace: others' are not the caller's to use. */
  private ResourceId here(String field, String text, String type) {
    var id = Ids.parse(field, text);
    if (!id.isA(type) || !id.key().startsWith(workspace.id().key() + "/")) {
      throw Refusal.wrong(
          "InvalidResourceId",
          "%s is '%s', which is not of type %s in this workspace".formatted(field, text, type),
          "Name one of workspace '%s'".formatted(workspace.id().name()));
    }
    return id;
  }

  private String agent(ObjectNode properties) {
    var text =
        Json.text(properties, "computeId")
            .orElseThrow(() ->
                Refusal.wrong(
                    "ComputeMissing",
                    "The job names no compute, and there is none without a cluster",
                    "Give computeId; `moor compute list` shows those there are"));
    var compute = finder.compute(here("computeId", text, Types.COMPUTE));
    return switch (compute.state()) {
      case SUCCEEDED, UPDATING -> ManagedClusters.agent(finder.cluster(Computes.cluster(compute)));
      case CREATING, DELETING, FAILED, CANCELED -> throw notReady(compute);
    };
  }

  private static Refusal notReady(Row compute) {
    var why = compute.problem().map(problem -> ": " + problem.message()).orElse("");
    return Refusal.conflict(
        "ComputeNotReady",
        "Compute '%s' is %s%s".formatted(compute.id().name(), Shapes.word(compute.state()), why),
        compute
            .problem()
            .map(Problem::nextStep)
            .filter(step -> !step.isEmpty())
            .orElse("Wait until it has Succeeded: `moor compute show`"));
  }
}
