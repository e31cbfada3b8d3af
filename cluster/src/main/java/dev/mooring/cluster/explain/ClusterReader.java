package dev.mooring.cluster.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Queue;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads objects as they are. Each call is some requests; all throw {@link ClusterException} when
 * the API server fails. Thread-safe.
 */
public final class ClusterReader {
  private static final List<Class<? extends HasMetadata>> JOBS =
      List.of(AmlJob.class, PyTorchJob.class, TFJob.class, MPIJob.class);

  private final KubernetesClient client;

  public ClusterReader(Connection connection) {
    this.client = connection.client();
  }

  /** By name. */
  public List<JsonNode> queues() {
    return asked("list the queues", () -> trees(client.resources(Queue.class).list().getItems()));
  }

  /** Of all namespaces. */
  public List<JsonNode> gangs() {
    return asked(
        "list the pod groups",
        () -> trees(client.resources(PodGroup.class).inAnyNamespace().list().getItems()));
  }

  /** Jobs of all kinds and namespaces: AmlJobs first, which become the others. */
  public List<JsonNode> jobs() {
    return JOBS.stream().flatMap(this::ofKind).toList();
  }

  private Stream<JsonNode> ofKind(Class<? extends HasMetadata> kind) {
    return asked(
        "list the jobs of kind " + kind.getSimpleName(),
        () -> trees(client.resources(kind).inAnyNamespace().list().getItems()))
        .stream();
  }

  /** By name. */
  public List<JsonNode> pods(String namespace) {
    return asked(
        "list the pods of namespace " + namespace,
        () -> trees(client.pods().inNamespace(namespace).list().getItems()));
  }

  private static List<JsonNode> trees(List<? extends HasMetadata> objects) {
    return objects.stream().map(ClusterReader::tree).toList();
  }

  /** Without who wrote which field: nobody asks here. */
  private static JsonNode tree(HasMetadata object) {
    object.getMetadata().setManagedFields(List.of());
    return Serialization.unmarshal(Serialization.asJson(object), JsonNode.class);
  }

  private static <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException refused) {
      throw new ClusterException(
          ClusterException.Code.API,
          "Could not %s: %s".formatted(what, refused.getMessage()),
          refused);
    }
  }
}
