package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Events;
import dev.mooring.cluster.Informers;
import dev.mooring.cluster.Parallel;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Queue;
import dev.mooring.scheduling.model.GangId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that scheduling watches. What they tell is kept until it is taken. Confined to one thread,
 * but for what the watches tell.
 */
final class Watches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Change> changes = new ConcurrentLinkedQueue<>();
  private final Map<GangId.Kind, Store<? extends HasMetadata>> gangs = new ConcurrentHashMap<>();
  private final Runnable changed;
  private @Nullable SharedIndexInformer<PluginPodGroup> plugin;
  private long looked;

  /**
   * @param there false when it is gone
   */
  private record Change(HasMetadata object, boolean there) {}

  private Watches(Runnable changed) {
    this.changed = changed;
  }

  /**
   * Starts them and returns when all first lists are there.
   *
   * @param changed runs on each change and must not block
   * @throws ClusterException when the API server does not answer or refuses a list
   */
  static Watches start(KubernetesClient client, Runnable changed) throws InterruptedException {
    var watches = new Watches(changed);
    try {
      watches.lookForPlugin(client);
    } catch (KubernetesClientException failed) {
      throw new ClusterException(
          ClusterException.Code.API,
          "The API server does not say what it serves: %s; check that it runs"
              .formatted(failed.getMessage()),
          failed);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var kinds = watches.kinds(client);
      watches.informers.addAll(new Parallel(threads, kinds.size()).all(kinds));
    }
    return watches;
  }

  /** Those of which there are most come first. */
  private List<Callable<SharedIndexInformer<?>>> kinds(KubernetesClient client) {
    return List.of(
        () ->
            keep(
                GangId.Kind.POD,
                Informers.outline(
                    client.pods().inAnyNamespace(),
                    Watches::trimPod,
                    Watches::outline,
                    new Telling<Pod>())),
        () ->
            keep(
                GangId.Kind.VOLCANO_POD_GROUP,
                start(client.resources(PodGroup.class).inAnyNamespace())),
        () -> start(client.nodes()),
        () -> start(client.namespaces()),
        () -> start(client.resources(PriorityClass.class)),
        () -> start(client.resources(StorageClass.class)),
        () -> start(client.resources(CSINode.class)),
        () -> start(client.resources(PersistentVolume.class)),
        () -> start(client.resources(PersistentVolumeClaim.class).inAnyNamespace()),
        () -> start(client.resources(PodDisruptionBudget.class).inAnyNamespace()),
        () -> start(client.resources(Queue.class)));
  }

  /** Somebody else's definition may be installed and removed at any time, or never. */
  private void lookForPlugin(KubernetesClient client) throws InterruptedException {
    looked = System.nanoTime();
    var served = client.supports(PluginPodGroup.class);
    var watched = plugin;
    if (served && watched == null) {
      var groups = start(client.resources(PluginPodGroup.class).inAnyNamespace());
      keep(GangId.Kind.X_K8S_POD_GROUP, groups);
      informers.add(groups);
      plugin = groups;
    } else if (!served && watched != null) {
      informers.remove(watched);
      watched.close();
      gangs.remove(GangId.Kind.X_K8S_POD_GROUP);
      plugin = null;
      // Went with their definition, also where the watch had ended before.
      watched.getStore().list().forEach(group -> tell(new Change(group, false)));
    }
  }

  /** Watches what is served by now, and that alone; asks for it no more than every few seconds. */
  void renew(KubernetesClient client) throws InterruptedException {
    if (System.nanoTime() - looked < LOOK_EVERY.toNanos()
        || (plugin != null && plugin.isWatching())) {
      return;
    }
    try {
      lookForPlugin(client);
    } catch (ClusterException | KubernetesClientException failed) {
      LOG.warn(
          "Whether there are groups of scheduling.x-k8s.io is not known: {}", failed.getMessage());
    }
  }

  /** Whether all of them stand; one that is taken up again does not. From any thread. */
  boolean isHealthy() {
    return informers.stream().allMatch(SharedIndexInformer::isWatching);
  }

  private <T extends HasMetadata> SharedIndexInformer<T> start(Informable<T> what)
      throws InterruptedException {
    return Informers.start(what, Watches::trim, new Telling<T>());
  }

  private SharedIndexInformer<?> keep(
      GangId.Kind kind, SharedIndexInformer<? extends HasMetadata> informer) {
    gangs.put(kind, informer.getStore());
    return informer;
  }

  /** The object that stands for a gang, to refer to. May be called from any thread. */
  ObjectReference reference(GangId gang) {
    var store = gangs.get(gang.kind());
    var object =
        store == null
            ? null
            : store.getByKey(Cache.namespaceKeyFunc(gang.namespace(), gang.name()));
    return object == null
        ? new ObjectReferenceBuilder()
            .withApiVersion(
                switch (gang.kind()) {
                  case VOLCANO_POD_GROUP -> HasMetadata.getApiVersion(PodGroup.class);
                  case X_K8S_POD_GROUP -> HasMetadata.getApiVersion(PluginPodGroup.class);
                  case POD -> HasMetadata.getApiVersion(Pod.class);
                })
            .withKind(gang.kind() == GangId.Kind.POD ? "Pod" : "PodGroup")
            .withNamespace(gang.namespace())
            .withName(gang.name())
            .build()
        : Events.about(object);
  }

  private final class Telling<T extends HasMetadata> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      tell(new Change(added, true));
    }

    @Override
    public void onUpdate(T before, T after) {
      if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
        // Deleted and made again while the watch was broken: the first would stay for good.
        tell(new Change(before, false));
      }
      tell(new Change(after, true));
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {
      tell(new Change(deleted, false));
    }
  }

  private void tell(Change change) {
    changes.add(change);
    changed.run();
  }

  /** Puts into the image what has been told since it was last taken. */
  void drainTo(Image image) {
    for (var change = changes.poll(); change != null; change = changes.poll()) {
      try {
        if (change.there()) {
          image.put(change.object());
        } else {
          image.remove(change.object());
        }
      } catch (RuntimeException nonsense) {
        // One object that makes no sense must not keep all others from being planned.
        LOG.warn(
            "{} {} is left out, or as it was before, for it makes no sense: {}",
            change.object().getKind(),
            Cache.metaNamespaceKeyFunc(change.object()),
            nonsense.toString());
      }
    }
  }

  /** What is told of pods, which are many, is in the image: here it is only that they are there. */
  private static <T extends HasMetadata> T trim(T object) {
    if (object instanceof Node node && node.getStatus() != null) {
      node.getStatus().setImages(List.of());
    }
    return object;
  }

  /** What containers run, and with what, decides of no place: it is the most of many a pod. */
  static Pod trimPod(Pod pod) {
    Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .forEach(container -> {
          container.setCommand(List.of());
          container.setArgs(List.of());
          container.setEnv(List.of());
          container.setEnvFrom(List.of());
          container.setVolumeMounts(List.of());
          container.setLifecycle(null);
          container.setStartupProbe(null);
          container.setReadinessProbe(null);
          container.setLivenessProbe(null);
        });
    return pod;
  }

  private static Pod outline(Pod pod) {
    var there = pod.getMetadata();
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(there.getNamespace())
        .withName(there.getName())
        .withUid(there.getUid())
        .withResourceVersion(there.getResourceVersion())
        .endMetadata()
        .build();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
