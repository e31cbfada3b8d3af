package dev.mooring.agent.rest;

import dev.mooring.api.Problem;
import dev.mooring.api.agent.AgentJob;
import dev.mooring.api.agent.JobReport;
import dev.mooring.api.agent.JobSpec;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.AmlJobResources;
import dev.mooring.crd.AmlJobSpec;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Distribution;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Between what callers say and what Kubernetes stores. */
final class JobRecords {
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

  private JobRecords() {}

  static AmlJob toStore(String namespace, String name, AgentJob wanted) {
    var job = new AmlJob();
    var metadata =
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace)
            .addToLabels("app.kubernetes.io/managed-by", "rest-server")
            .addToAnnotations(AmlJob.ID_ANNOTATION, wanted.id());
    if (LABEL.matcher(wanted.id()).matches()) {
      // For kubectl -l, as far as Kubernetes takes it.
      metadata.addToLabels(AmlJob.ID_ANNOTATION, wanted.id());
    }
    job.setMetadata(metadata.build());
    job.setSpec(spec(wanted.spec(), name + "-launch", false));
    return job;
  }

  private static AmlJobSpec spec(JobSpec spec, String launchSecret, boolean cancelRequested) {
    return new AmlJobSpec(
        spec.image(),
        spec.command(),
        spec.instanceCount(),
        spec.processesPerInstance(),
        distribution(spec.distribution()),
        new AmlJobResources(spec.requests(), spec.limits()),
        spec.nodeSelector(),
        spec.environment(),
        spec.timeoutSeconds().orElse(null),
        spec.launcherImage(),
        launchSecret,
        null,
        cancelRequested);
  }

  private static Distribution distribution(
      dev.mooring.api.agent.@Nullable Distribution distribution) {
    return switch (distribution) {
      case PYTORCH -> Distribution.PYTORCH;
      case NONE -> Distribution.NONE;
      case null -> Distribution.NONE;
    };
  }

  /** Whether a job that is there is what is asked for; that it was cancelled since is no matter. */
  static boolean isWhatIsAsked(AmlJob there, AgentJob wanted) {
    var spec = there.getSpec();
    return spec.equals(spec(wanted.spec(), spec.launchSecret(), spec.cancelRequested()))
        && id(there).equals(wanted.id());
  }

  /** Its id in the control plane; its name if nobody but kubectl knows it. */
  static String id(AmlJob job) {
    var annotations = job.getMetadata().getAnnotations();
    var name = job.getMetadata().getName();
    return annotations == null ? name : annotations.getOrDefault(AmlJob.ID_ANNOTATION, name);
  }

  static JobReport report(AmlJob job) {
    var status = Objects.requireNonNullElse(job.getStatus(), AmlJobStatus.NONE);
    return new JobReport(
        AmlJob.isLaunchReady(job),
        phase(status.phase()),
        Optional.ofNullable(status.reason())
            .map(reason -> new Problem(reason.code(), reason.message(), reason.nextStep())),
        Optional.ofNullable(status.startTime()),
        Optional.ofNullable(status.endTime()),
        Optional.ofNullable(status.exitCode()));
  }

  private static JobReport.Phase phase(@Nullable AmlJobPhase phase) {
    return switch (phase) {
      case PREPARING -> JobReport.Phase.PREPARING;
      case QUEUED -> JobReport.Phase.QUEUED;
      case RUNNING -> JobReport.Phase.RUNNING;
      case FINALIZING -> JobReport.Phase.FINALIZING;
      case COMPLETED -> JobReport.Phase.COMPLETED;
      case FAILED -> JobReport.Phase.FAILED;
      case CANCELED -> JobReport.Phase.CANCELED;
      case null -> JobReport.Phase.PREPARING;
    };
  }
}
