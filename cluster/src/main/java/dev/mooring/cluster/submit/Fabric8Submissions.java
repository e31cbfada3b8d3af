package dev.mooring.cluster.submit;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** Over the API server. Thread-safe. */
public final class Fabric8Submissions implements Submissions {
  private static final String DEFAULT_NAMESPACE = "default";

  private final KubernetesClient client;
  private final String fieldManager;

  /**
   * @param fieldManager in whose name objects are applied, such as {@code moor}
   */
  public Fabric8Submissions(Connection connection, String fieldManager) {
    this.client = connection.client();
    this.fieldManager = fieldManager;
  }

  @Override
  public void putFiles(String namespace, String name, Map<String, String> files) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withData(files)
            .build();
    asked(
        "ConfigMap " + name,
        () -> client.resource(map).fieldManager(fieldManager).forceConflicts().serverSideApply());
  }

  @Override
  public JobId submit(String manifest) {
    // As it is, not as our records read it: the API server shall see what they would drop.
    var job = Serialization.unmarshal(manifest, GenericKubernetesResource.class);
    var given = job.getMetadata().getNamespace();
    var namespace = given == null ? DEFAULT_NAMESPACE : given;
    var created =
        asked(
            "%s '%s'".formatted(job.getKind(), name(job)),
            () ->
                client
                    .genericKubernetesResources(job.getApiVersion(), job.getKind())
                    .inNamespace(namespace)
                    .resource(job)
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create());
    return new JobId(namespace, created.getMetadata().getName());
  }

  private static String name(HasMetadata object) {
    var name = object.getMetadata().getName();
    return name == null ? object.getMetadata().getGenerateName() : name;
  }

  private static <T> T asked(String what, Supplier<T> write) {
    try {
      return write.get();
    } catch (KubernetesClientException refused) {
      var status = refused.getStatus();
      throw new ClusterException(
          ClusterException.Code.API,
          "%s is refused: %s"
              .formatted(what, status == null ? refused.getMessage() : status.getMessage()),
          refused);
    }
  }

  /** What happens while a job is followed, in the order in which the listener is told. */
  private sealed interface Event {
    record State(JobState state) implements Event {}

    record Line(String line) implements Event {}

    /** The log is told to its end. */
    record Told() implements Event {}
  }

  @Override
  public JobState follow(JobId job, Listener listener) throws InterruptedException {
    var events = new LinkedBlockingQueue<Event>();
    var jobs =
        client
            .resources(PyTorchJob.class)
            .inNamespace(job.namespace())
            .withField("metadata.name", job.name());
    try (var informer = Informers.start(jobs, new States(events));
        var log = new LeaderLog(client, job, line -> events.add(new Event.Line(line)))) {
      if (informer.getStore().list().isEmpty()) {
        return new JobState.Gone();
      }
      var teller =
          Thread.startVirtualThread(() -> {
            try {
              log.tell();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            } finally {
              events.add(new Event.Told());
            }
          });
      try {
        return told(events, log, listener);
      } finally {
        teller.interrupt();
        teller.join();
      }
    }
  }

  private static JobState told(BlockingQueue<Event> events, LeaderLog log, Listener listener)
      throws InterruptedException {
    JobState now = new JobState.Going("", Optional.empty());
    while (true) {
      switch (events.take()) {
        case Event.Line(var line) -> listener.log(line);
        case Event.Told _ -> {
          return now;
        }
        case Event.State(var state) -> {
          if (!state.equals(now)) {
            now = state;
            listener.state(state);
          }
          if (!(state instanceof JobState.Going)) {
            log.finish();
          }
        }
      }
    }
  }

  private record States(BlockingQueue<Event> events) implements ResourceEventHandler<PyTorchJob> {
    @Override
    public void onAdd(PyTorchJob added) {
      tell(added);
    }

    @Override
    public void onUpdate(PyTorchJob before, PyTorchJob after) {
      tell(after);
    }

    @Override
    public void onDelete(PyTorchJob deleted, boolean unknown) {
      events.add(new Event.State(new JobState.Gone()));
    }

    private void tell(PyTorchJob job) {
      var status = job.getStatus();
      if (status != null) {
        events.add(new Event.State(JobState.of(status)));
      }
    }
  }
}
