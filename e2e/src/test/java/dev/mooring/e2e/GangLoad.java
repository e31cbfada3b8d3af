package dev.mooring.e2e;

import dev.mooring.cluster.bench.FakeGang;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Many gangs for fake nodes, made one after the other, whose pods are made anew when somebody
 * deletes them, as their owner would. Thread-safe.
 */
final class GangLoad implements AutoCloseable {
  /** Of the nodes, and of what goes to them. */
  static final String LABEL = "e2e.mooring.dev/fake";

  private final List<FakeGang> gangs;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<Void> made;
  private final SharedIndexInformer<Pod> informer;

  private GangLoad(String namespace, List<FakeGang> gangs) {
    this.gangs = gangs;
    this.informer = Lab.client().pods().inNamespace(namespace).inform(new Owner(pods(gangs)));
    this.made = CompletableFuture.runAsync(() -> gangs.forEach(GangLoad::make), threads);
  }

  /** Begins to make them. */
  static GangLoad start(String namespace, List<FakeGang> gangs) {
    new Sandbox(namespace).awaitPods();
    return new GangLoad(namespace, List.copyOf(gangs));
  }

  /** Gangs of 2 to 6 pods of 1 to 4 GPUs, all in the scheduler's hands. */
  static List<FakeGang> random(String namespace, int count, Random random) {
    return IntStream.range(0, count)
        .mapToObj(number ->
            gang(namespace, "gang-" + number, 2 + random.nextInt(5), 1 + random.nextInt(4)))
        .toList();
  }

  static FakeGang gang(String namespace, String name, int members, int gpus) {
    return new FakeGang(
        namespace,
        name,
        members,
        Map.of("nvidia.com/gpu", Integer.toString(gpus), "cpu", "100m"),
        "azureml-connector-scheduler",
        LABEL);
  }

  static void make(FakeGang gang) {
    Lab.client().resource(gang.group()).create();
    for (var number = 0; number < gang.members(); number++) {
      Lab.client().resource(gang.pod(number)).create();
    }
  }

  List<FakeGang> gangs() {
    return gangs;
  }

  /** Waits until all were made once; fails if one could not be. */
  void awaitMade() {
    made.join();
  }

  private static Map<String, Pod> pods(List<FakeGang> gangs) {
    var pods = new HashMap<String, Pod>();
    for (var gang : gangs) {
      IntStream.range(0, gang.members())
          .mapToObj(gang::pod)
          .forEach(pod -> pods.put(pod.getMetadata().getName(), pod));
    }
    return pods;
  }

  private final class Owner implements ResourceEventHandler<Pod> {
    private final Map<String, Pod> pods;

    Owner(Map<String, Pod> pods) {
      this.pods = pods;
    }

    @Override
    public void onAdd(Pod added) {}

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod deleted, boolean unknown) {
      var again = pods.get(deleted.getMetadata().getName());
      if (again != null
          && !"Succeeded".equals(deleted.getStatus().getPhase())
          && !threads.isShutdown()) {
        threads.execute(() -> Lab.client().resource(again).create());
      }
    }
  }

  @Override
  public void close() {
    informer.close();
    threads.shutdownNow();
  }
}
