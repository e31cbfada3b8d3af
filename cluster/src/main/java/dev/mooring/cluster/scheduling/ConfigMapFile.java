package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One key of a ConfigMap, told of whenever it changes, and what was last accepted of it, which
 * stands in an annotation: whoever reads it for the first time may find what nobody can read.
 * Thread-safe.
 */
public final class ConfigMapFile implements AutoCloseable {
  static final String ACCEPTED = "scheduling.mooring.dev/accepted";

  private final SharedIndexInformer<ConfigMap> informer;

  /**
   * What stands there; empty where it does not.
   *
   * @param accepted the last text that was; see {@link Fabric8GangCluster#accept}
   */
  public record Content(Optional<String> text, Optional<String> accepted) {
    public static final Content NONE = new Content(Optional.empty(), Optional.empty());

    static Content of(ConfigMap map, String key) {
      return new Content(
          Optional.ofNullable(Maps.of(map.getData()).get(key)),
          Optional.ofNullable(Maps.of(map.getMetadata().getAnnotations()).get(ACCEPTED)));
    }
  }

  private ConfigMapFile(SharedIndexInformer<ConfigMap> informer) {
    this.informer = informer;
  }

  /**
   * Tells of the present content before it returns.
   *
   * @param told gets the content; runs on the watch's thread
   */
  public static ConfigMapFile watch(
      Connection connection, String namespace, String name, String key, Consumer<Content> told)
      throws InterruptedException {
    KubernetesClient client = connection.client();
    var file =
        new ConfigMapFile(
            Informers.start(
                client.configMaps().inNamespace(namespace).withName(name), new Telling(key, told)));
    told.accept(
        file.informer.getStore().list().stream()
            .findFirst()
            .map(map -> Content.of(map, key))
            .orElse(Content.NONE));
    return file;
  }

  private record Telling(String key, Consumer<Content> told)
      implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap added) {
      told.accept(Content.of(added, key));
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      onAdd(after);
    }

    @Override
    public void onDelete(ConfigMap deleted, boolean unknown) {
      told.accept(Content.NONE);
    }
  }

  /** Whether the watch stands. */
  public boolean isHealthy() {
    return informer.isWatching();
  }

  @Override
  public void close() {
    informer.close();
  }
}
