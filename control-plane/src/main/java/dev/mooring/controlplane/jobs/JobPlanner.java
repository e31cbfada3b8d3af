package dev.mooring.controlplane.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.api.agent.AgentJob;
import dev.mooring.api.agent.Distribution;
import dev.mooring.api.agent.JobSpec;
import dev.mooring.store.Row;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes of a job, as it was submitted, what its agent is asked for. */
final class JobPlanner {
  private static final Duration SIGNED_FOR = Duration.ofDays(7);
  private static final Duration AFTER_TIMEOUT = Duration.ofDays(1);

  private final Function<ResourceId, Optional<Row>> find;
  private final SasSource sas;
  private final LaunchSettings settings;

  JobPlanner(Function<ResourceId, Optional<Row>> find, SasSource sas, LaunchSettings settings) {
    this.find = find;
    this.sas = sas;
    this.settings = settings;
  }

  /** The same rows give the same plan, up to signatures. */
  Planned plan(Row job) {
    try {
      var workspace = job.id().parent().flatMap(find);
      if (workspace.isEmpty()) {
        throw new UnfitException(
            "WorkspaceNotFound", "The job's workspace is gone", "Create it and submit again");
      }
      var lookup = new Lookup(find, workspace.get());
      var compute = lookup.row(named(job.properties(), "computeId", "Compute"), "Compute");
      var waits = waits(compute);
      return waits.isPresent()
          ? new Planned.Waits(waits.get())
          : new Planned.Ready(
              namespace(compute), ClusterName.of(job.id()), agentJob(job, compute, lookup));
    } catch (UnfitException unfit) {
      return new Planned.Refused(unfit.problem());
    }
  }

  private static String named(JsonNode properties, String field, String what)
      throws UnfitException {
    return Fields.text(properties, field)
        .orElseThrow(() ->
            new UnfitException(
                what + "NotFound",
                "The job has no %s".formatted(field),
                "Name one and submit the job again"));
  }

  static String namespace(Row compute) {
    return Fields.text(compute.properties().path("properties"), "namespace").orElse("default");
  }

  private static Optional<Problem> waits(Row compute) throws UnfitException {
    var name = compute.id().name();
    return switch (compute.state()) {
      case SUCCEEDED -> Optional.empty();
      case CREATING, UPDATING ->
          Optional.of(
              new Problem(
                  "ComputeNotReady",
                  "Compute %s is being attached".formatted(name),
                  "Nothing; the job starts when it is"));
      case FAILED, CANCELED ->
          Optional.of(
              new Problem(
                  "ComputeNotReady",
                  "Compute %s is not attached%s"
                      .formatted(name, compute.problem().map(it -> ": " + it.message()).orElse("")),
                  compute.problem().map(Problem::nextStep).orElse("Attach it again")));
      case DELETING ->
          throw new UnfitException(
              "ComputeDetached",
              "Compute %s is being detached".formatted(name),
              "Submit the job to another compute");
    };
  }

  private AgentJob agentJob(Row job, Row compute, Lookup lookup) throws UnfitException {
    var properties = job.properties();
    var type = Fields.text(properties, "jobType").orElse("Command");
    if (!type.equalsIgnoreCase("Command")) {
      throw new UnfitException(
          "JobTypeUnsupported",
          "Jobs of type %s cannot run here yet".formatted(type),
          "Submit a command job");
    }
    var spec = spec(job, compute, lookup);
    var validity =
        spec.timeoutSeconds()
            .map(seconds -> Duration.ofSeconds(seconds).plus(AFTER_TIMEOUT))
            .filter(it -> it.compareTo(SIGNED_FOR) > 0)
            .orElse(SIGNED_FOR);
    var files = new LaunchFiles(lookup, sas, validity, settings.ca());
    return new AgentJob(job.id().key(), spec, files.launch(job.id().name(), properties));
  }

  private JobSpec spec(Row job, Row compute, Lookup lookup) throws UnfitException {
    var properties = job.properties();
    var resources = properties.path("resources");
    var distribution = properties.path("distribution");
    var amounts = Amounts.of(resources, compute.properties());
    return new JobSpec(
        image(named(properties, "environmentId", "Environment"), lookup),
        CommandText.of(properties.path("command").asText(""), LaunchFiles.values(properties)),
        Fields.count(resources, "instanceCount"),
        Fields.count(distribution, "processCountPerInstance"),
        distribution(distribution),
        amounts.requests(),
        amounts.limits(),
        amounts.nodeSelector(),
        environment(job),
        timeout(properties),
        settings.image());
  }

  private static String image(String id, Lookup lookup) throws UnfitException {
    return Fields.text(lookup.row(id, "Environment").properties(), "image")
        .orElseThrow(() ->
            new UnfitException(
                "EnvironmentWithoutImage",
                "Environment %s names no image; images are not built here yet".formatted(id),
                "Use an environment with an image"));
  }

  private static Distribution distribution(JsonNode distribution) throws UnfitException {
    var type = Fields.text(distribution, "distributionType").orElse("None");
    return switch (type) {
      case "None" -> Distribution.NONE;
      case "PyTorch" -> Distribution.PYTORCH;
      default ->
          throw new UnfitException(
              "DistributionUnsupported",
              "Distribution %s cannot run here yet".formatted(type),
              "Use PyTorch, or none");
    };
  }

  /** The user's, and what tells the program which run it is. */
  private static Map<String, String> environment(Row job) {
    var id = job.id();
    var environment =
        new LinkedHashMap<>(Fields.map(job.properties().path("environmentVariables")));
    environment.put("AZUREML_RUN_ID", id.name());
    id.after("subscriptions").ifPresent(it -> environment.put("AZUREML_ARM_SUBSCRIPTION", it));
    id.after("resourceGroups").ifPresent(it -> environment.put("AZUREML_ARM_RESOURCEGROUP", it));
    id.after("workspaces").ifPresent(it -> environment.put("AZUREML_ARM_WORKSPACE_NAME", it));
    Fields.text(job.properties(), "experimentName")
        .ifPresent(it -> environment.put("AZUREML_EXPERIMENT_NAME", it));
    return environment;
  }

  private static Optional<Long> timeout(JsonNode properties) throws UnfitException {
    var text = Fields.text(properties.path("limits"), "timeout");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var seconds = Duration.parse(text.get()).toSeconds();
      if (seconds > 0) {
        return Optional.of(seconds);
      }
    } catch (DateTimeParseException malformed) {
      // Told below.
    }
    throw new UnfitException(
        "ValueInvalid",
        "limits.timeout is '%s'; it is a duration such as PT1H".formatted(text.get()),
        "Correct it and submit the job again");
  }
}
