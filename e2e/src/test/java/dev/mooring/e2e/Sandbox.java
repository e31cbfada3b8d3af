package dev.mooring.e2e;

import dev.mooring.cluster.submit.JobId;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Reason;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A namespace of a test's own. */
record Sandbox(String namespace) implements AutoCloseable {
  /** On two busy cores; waits end as soon as what they wait for is there. */
  private static final Duration BOUND = Duration.ofMinutes(4);

  static Sandbox open() {
    var made =
        Lab.client()
            .namespaces()
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName("e2e-")
                    .endMetadata()
                    .build())
            .create();
    return new Sandbox(made.getMetadata().getName());
  }

  /** Pods are refused until the controllers have made the namespace's account. */
  void awaitPods() {
    await("pods can be made in " + namespace)
        .until(() ->
            Lab.client().serviceAccounts().inNamespace(namespace).withName("default").get()
                != null);
  }

  @Override
  public void close() {
    Lab.client().namespaces().withName(namespace).delete();
  }

  /** From now on containers that start find {@code good} in MOOD; see {@link Shell}. */
  void goodMood() {
    Lab.client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("mood")
                .withNamespace(namespace)
                .endMetadata()
                .addToData("mood", "good")
                .build())
        .serverSideApply();
  }

  static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(BOUND).pollInterval(Duration.ofMillis(100));
  }

  JobId submit(String manifest) {
    return Lab.submissions().submit(manifest.replace("NAMESPACE", namespace));
  }

  JobStatus status(JobId job) {
    var found =
        Lab.client().resources(PyTorchJob.class).inNamespace(namespace).withName(job.name()).get();
    return Optional.ofNullable(found.getStatus()).orElse(JobStatus.NONE);
  }

  /** The status once it is as wanted. */
  JobStatus statusThat(String what, JobId job, Predicate<JobStatus> wanted) {
    return await(what).until(() -> status(job), wanted);
  }

  /** The newest condition's type; empty if there is none. */
  static String state(JobStatus status) {
    return status.conditions().isEmpty() ? "" : status.conditions().getLast().type();
  }

  /** The reason of a job that has one. */
  static Reason reason(JobStatus status) {
    return Objects.requireNonNull(status.reason(), () -> "no reason in " + status);
  }

  List<Pod> pods(JobId job) {
    return Lab.client()
        .pods()
        .inNamespace(namespace)
        .withLabel("training.kubeflow.org/job-name", job.name())
        .list()
        .getItems();
  }

  PodGroup group(JobId job) {
    return Lab.client().resources(PodGroup.class).inNamespace(namespace).withName(job.name()).get();
  }
}
