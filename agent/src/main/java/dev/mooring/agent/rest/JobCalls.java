package dev.mooring.agent.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mooring.api.agent.AgentJob;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.cluster.rest.AgentCluster;
import dev.mooring.cluster.rest.Written;
import dev.mooring.crd.AmlJob;
import java.io.IOException;
import java.util.Optional;

/**
 * The calls about one job. Each may be made again after it died anywhere: what is there is found
 * and what is missing is made. Thread-safe.
 */
record JobCalls(AgentCluster cluster) {

  Answer put(String namespace, String name, byte[] body) {
    AgentJob wanted;
    try {
      wanted = AgentJson.MAPPER.readValue(body, AgentJob.class);
    } catch (IOException wrong) {
      return badBody(
          wrong instanceof JsonProcessingException json
              ? json.getOriginalMessage()
              : String.valueOf(wrong.getMessage()));
    }
    var missing = missing(wanted);
    if (missing.isPresent()) {
      return badBody(missing.get() + " is missing");
    }
    if (!cluster.hasNamespace(namespace)) {
      return Answer.failure(
          404,
          "NamespaceNotFound",
          "The cluster has no namespace '%s'".formatted(namespace),
          "Create it: kubectl create namespace " + namespace);
    }
    return made(namespace, name, wanted);
  }

  /** Jackson gives null for what JSON leaves out. */
  private static Optional<String> missing(AgentJob wanted) {
    if (wanted == null || wanted.id() == null || wanted.id().isBlank()) {
      return Optional.of("id");
    }
    if (wanted.spec() == null) {
      return Optional.of("spec");
    }
    if (wanted.spec().image() == null) {
      return Optional.of("spec.image");
    }
    if (wanted.spec().command() == null) {
      return Optional.of("spec.command");
    }
    if (wanted.spec().launcherImage() == null) {
      return Optional.of("spec.launcherImage");
    }
    return wanted.launch() == null ? Optional.of("launch") : Optional.empty();
  }

  private static Answer badBody(String message) {
    return Answer.failure(
        400, "BadRequest", "The body is not an AgentJob: " + message, "Correct the body");
  }

  private Answer made(String namespace, String name, AgentJob wanted) {
    return switch (cluster.create(JobRecords.toStore(namespace, name, wanted))) {
      case Written.Done(var job) -> launched(job, wanted);
      case Written.Exists exists ->
          cluster
              .find(namespace, name)
              .map(there -> found(there, wanted))
              .orElseGet(() -> goneMeanwhile(name));
      case Written.Missing missing -> goneMeanwhile(name);
      case Written.Refused refused -> refused(refused);
    };
  }

  private Answer found(AmlJob there, AgentJob wanted) {
    var name = there.getMetadata().getName();
    if (there.getMetadata().getDeletionTimestamp() != null) {
      return Answer.failure(
          409,
          "JobBeingDeleted",
          "Job '%s' is being deleted".formatted(name),
          "Wait until it is gone, then try again");
    }
    if (!JobRecords.isWhatIsAsked(there, wanted)) {
      return Answer.failure(
          409,
          "JobDiffers",
          "There is another job '%s' in namespace '%s', with another specification or id"
              .formatted(name, there.getMetadata().getNamespace()),
          "Submit it under another name, or delete the other job first");
    }
    return launched(there, wanted);
  }

  /**
   * Once the Secret is there, the SAS in it are the job's; those of a later call are not needed.
   */
  private Answer launched(AmlJob job, AgentJob wanted) {
    if (AmlJob.isLaunchReady(job)) {
      return report(job);
    }
    return answer(job.getMetadata().getName(), cluster.launch(job, text(wanted)));
  }

  private static String text(AgentJob wanted) {
    try {
      return AgentJson.MAPPER.writeValueAsString(wanted.launch());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Answer answer(String name, Written written) {
    return switch (written) {
      case Written.Done(var job) -> report(job);
      case Written.Exists exists -> goneMeanwhile(name);
      case Written.Missing missing -> goneMeanwhile(name);
      case Written.Refused refused -> refused(refused);
    };
  }

  private static Answer goneMeanwhile(String name) {
    return Answer.failure(
        409,
        "JobChanging",
        "Job '%s' was deleted or made by somebody else at the same time".formatted(name),
        "Try again");
  }

  private static Answer refused(Written.Refused refused) {
    return refused.forbidden()
        ? Answer.failure(
            403,
            "Forbidden",
            refused.message(),
            "Free or raise the quota that it names, or ask who runs the cluster for the right")
        : Answer.failure(
            400, "JobRefused", refused.message(), "Correct what it names and submit the job again");
  }

  private static Answer report(AmlJob job) {
    return new Answer.Json(JobRecords.report(job));
  }

  Answer get(String namespace, String name) {
    return cluster
        .find(namespace, name)
        .map(JobCalls::report)
        .orElseGet(() -> notFound(namespace, name));
  }

  Answer cancel(String namespace, String name) {
    return switch (cluster.cancel(namespace, name)) {
      case Written.Done(var job) -> report(job);
      case Written.Exists exists -> goneMeanwhile(name);
      case Written.Missing missing -> notFound(namespace, name);
      case Written.Refused refused -> refused(refused);
    };
  }

  Answer delete(String namespace, String name) {
    cluster.delete(namespace, name);
    return new Answer.Nothing();
  }

  private static Answer notFound(String namespace, String name) {
    return Answer.failure(
        404,
        "JobNotFound",
        "There is no job '%s' in namespace '%s'".formatted(name, namespace),
        "List the jobs: kubectl get amljobs -n " + namespace);
  }
}
