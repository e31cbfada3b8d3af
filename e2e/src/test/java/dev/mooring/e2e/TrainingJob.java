package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A job of any training kind and version, as it is in the cluster. */
record TrainingJob(String apiVersion, String kind, String namespace, String name) {
  static final String JOB_NAME = "training.kubeflow.org/job-name";

  /** Creates what the manifest says; its namespace is the sandbox's. */
  static TrainingJob create(Sandbox sandbox, GenericKubernetesResource manifest) {
    manifest.getMetadata().setNamespace(sandbox.namespace());
    var job =
        new TrainingJob(
            manifest.getApiVersion(),
            manifest.getKind(),
            sandbox.namespace(),
            manifest.getMetadata().getName());
    try {
      job.all().resource(manifest).create();
    } catch (KubernetesClientException refused) {
      // The client asks again where an answer is late; nobody else makes jobs in this namespace.
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT || !job.exists()) {
        throw refused;
      }
    }
    return job;
  }

  static TrainingJob create(Sandbox sandbox, String yaml) {
    return create(sandbox, Serialization.unmarshal(yaml, GenericKubernetesResource.class));
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      all() {
    return Lab.client().genericKubernetesResources(apiVersion, kind).inNamespace(namespace);
  }

  Resource<GenericKubernetesResource> resource() {
    return all().withName(name);
  }

  boolean exists() {
    return resource().get() != null;
  }

  /** Of a job that is there. */
  JobStatus status() {
    return Optional.ofNullable(resource().get().<Object>get("status"))
        .map(status -> Serialization.unmarshal(Serialization.asJson(status), JobStatus.class))
        .orElse(JobStatus.NONE);
  }

  /** The status once it is as wanted. */
  JobStatus statusThat(String what, Predicate<JobStatus> wanted) {
    return Sandbox.await(name + ": " + what).until(this::status, wanted);
  }

  JobStatus ended() {
    return statusThat(
        "has ended", status -> List.of("Succeeded", "Failed").contains(Sandbox.state(status)));
  }

  JobStatus succeeded() {
    var status = ended();
    assertThat(Sandbox.state(status)).as("%s: %s", name, status).isEqualTo("Succeeded");
    assertThat(status.completionTime()).as("%s: %s", name, status).isNotNull();
    return status;
  }

  JobStatus failed() {
    var status = ended();
    assertThat(Sandbox.state(status)).as("%s: %s", name, status).isEqualTo("Failed");
    assertThat(status.completionTime()).as("%s: %s", name, status).isNotNull();
    return status;
  }

  List<Pod> pods() {
    return Lab.client()
        .pods()
        .inNamespace(namespace)
        .withLabel(JOB_NAME, name)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  Optional<Pod> pod(String replica) {
    return pods().stream()
        .filter(pod -> pod.getMetadata().getName().equals(name + "-" + replica))
        .findFirst();
  }

  List<String> services() {
    return Lab.client()
        .services()
        .inNamespace(namespace)
        .withLabel(JOB_NAME, name)
        .list()
        .getItems()
        .stream()
        .map(service -> service.getMetadata().getName())
        .toList();
  }

  /** Of the first container; of an earlier pod of that name nothing. */
  String log(String replica) {
    return Lab.client().pods().inNamespace(namespace).withName(name + "-" + replica).getLog();
  }
}
