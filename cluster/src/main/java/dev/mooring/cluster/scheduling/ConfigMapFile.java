package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.function.Consumer;

/** One key of a ConfigMap, told of whenever it changes. Thread-safe. */
public final class ConfigMapFile implements AutoCloseable {
  private final SharedIndexInformer<ConfigMap> informer;

  private ConfigMapFile(SharedIndexInformer<ConfigMap> informer) {
    this.informer = informer;
  }

  /**
   * Tells of the present content before it returns.
   *
   * @param told gets the content, empty where there is none; runs on the watch's thread
   */
  public static ConfigMapFile watch(
      Connection connection,
      String namespace,
      String name,
      String key,
      Consumer<Optional<String>> told)
      throws InterruptedException {
    KubernetesClient client = connection.client();
    var file =
        new ConfigMapFile(
            Informers.start(
                client.configMaps().inNamespace(namespace).withName(name), new Telling(key, told)));
    told.accept(
        file.informer.getStore().list().stream()
            .findFirst()
            .flatMap(map -> Optional.ofNullable(Maps.of(map.getData()).get(key))));
    return file;
  }

  private record Telling(String key, Consumer<Optional<String>> told)
      implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap added) {
      told.accept(Optional.ofNullable(Maps.of(added.getData()).get(key)));
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      onAdd(after);
    }

    @Override
    public void onDelete(ConfigMap deleted, boolean unknown) {
      told.accept(Optional.empty());
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
