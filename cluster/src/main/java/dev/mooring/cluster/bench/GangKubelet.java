package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PodGroup;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Plays the kubelets of nodes without a machine for the gangs of one namespace that are made by
 * {@link FakeGang}: so long after its last pod got a node, all pods of a gang succeed. Thread-safe.
 */
public final class GangKubelet implements AutoCloseable {
  private static final int PATCHES_AT_ONCE = 16;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Gangs gangs;
  private final SharedIndexInformer<Pod> informer;

  private GangKubelet(Gangs gangs, SharedIndexInformer<Pod> informer) {
    this.gangs = gangs;
    this.informer = informer;
  }

  /**
   * Begins.
   *
   * @param life of a gang, from its last pod bound
   */
  public static GangKubelet start(Connection connection, String namespace, Duration life)
      throws InterruptedException {
    return start(connection.client(), namespace, life);
  }

  static GangKubelet start(KubernetesClient client, String namespace, Duration life)
      throws InterruptedException {
    var gangs = new Gangs(client, namespace, life);
    var bound = client.pods().inNamespace(namespace).withoutField("spec.nodeName", "");
    return new GangKubelet(gangs, Informers.start(bound, gangs));
  }

  /** When each gang's last pod had succeeded, by {@link System#nanoTime}. */
  public Map<String, Long> ended() {
    return gangs.ended();
  }

  @Override
  public void close() {
    informer.close();
    gangs.close();
  }

  /** A bound member. */
  private record Member(String gang, int of, String pod, String uid) {
    static Optional<Member> of(Pod pod) {
      var meta = pod.getMetadata();
      return Optional.ofNullable(meta.getAnnotations())
          .filter(all -> all.containsKey(PodGroup.GROUP_NAME_ANNOTATION))
          .map(all ->
              new Member(
                  all.getOrDefault(PodGroup.GROUP_NAME_ANNOTATION, ""),
                  Integer.parseInt(all.getOrDefault(FakeGang.MEMBERS, "1")),
                  meta.getName(),
                  meta.getUid()));
    }
  }

  /** Thread-safe. */
  private static final class Gangs implements ResourceEventHandler<Pod>, AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final Duration life;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(PATCHES_AT_ONCE);
    private final Map<String, Set<Member>> bound = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Set<Member> succeeded = new HashSet<>();

    Gangs(KubernetesClient client, String namespace, Duration life) {
      this.client = client;
      this.namespace = namespace;
      this.life = life;
    }

    @Override
    public void onAdd(Pod pod) {
      Member.of(pod).ifPresent(this::seat);
    }

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod deleted, boolean unknown) {
      Member.of(deleted).ifPresent(this::unseat);
    }

    private synchronized void seat(Member member) {
      var seats = bound.computeIfAbsent(member.gang(), _ -> new HashSet<>());
      if (seats.add(member) && seats.size() == member.of()) {
        for (var each : seats) {
          threads.execute(() -> live(each));
        }
      }
    }

    private synchronized void unseat(Member member) {
      bound.getOrDefault(member.gang(), new HashSet<>()).remove(member);
    }

    private void live(Member member) {
      try {
        Thread.sleep(life);
        while (!succeed(member)) {
          Thread.sleep(AGAIN);
        }
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    }

    /** False if it is to be tried again. */
    private boolean succeed(Member member) throws InterruptedException {
      free.acquire();
      try {
        client
            .pods()
            .inNamespace(namespace)
            .withName(member.pod())
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                """
                {"metadata": {"uid": "%s"},
                 "status": {"phase": "Succeeded", "containerStatuses": [{"name": "pytorch",
                 "image": "none:1", "imageID": "", "ready": false, "restartCount": 0,
                 "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}]}}
                """
                    .formatted(member.uid()));
        count(member);
        return true;
      } catch (KubernetesClientException failed) {
        // It is gone, or another of its name is there.
        return failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND
            || failed.getCode() == HttpURLConnection.HTTP_CONFLICT;
      } finally {
        free.release();
      }
    }

    private synchronized void count(Member member) {
      succeeded.add(member);
      var seats = bound.getOrDefault(member.gang(), Set.of());
      if (seats.size() == member.of() && succeeded.containsAll(seats)) {
        ended.putIfAbsent(member.gang(), System.nanoTime());
      }
    }

    synchronized Map<String, Long> ended() {
      return Map.copyOf(ended);
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
