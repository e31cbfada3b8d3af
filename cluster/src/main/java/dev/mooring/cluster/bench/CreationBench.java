package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.crd.JobLabels;
import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From creating jobs to all their pods existing, beside creating as many plain pods at the same API
 * server, in turns. All of it is in a namespace of its own, on nodes without a machine, and is
 * removed.
 *
 * @param told lines of how far it is
 */
public record CreationBench(Connection connection, Size size, Consumer<String> told) {
  private static final Logger LOG = LoggerFactory.getLogger(CreationBench.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Nothing works on what was removed any more when there are fewer writes between two looks. */
  private static final long QUIET = 5;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LOOKS = 60;
  private static final int QUIET_LOOKS = 3;

  private static final int PODS_A_NODE = 100;

  /**
   * How much.
   *
   * @param replicas of each job
   */
  public record Size(int jobs, int replicas) {
    public int pods() {
      return jobs * replicas;
    }
  }

  /**
   * What came of one turn of each.
   *
   * @param pods from the first creation of a plain pod until all were seen
   * @param jobs from the first creation of a job until all pods of all jobs were seen
   * @param settled until all jobs' statuses told that they were created
   * @param writes to the API server for the jobs, by verb and resource; the jobs' own creations
   *     among them
   * @param quiet whether nobody else wrote before either of them
   */
  public record Round(
      Duration pods, Duration jobs, Duration settled, Map<String, Long> writes, boolean quiet) {
    public Round {
      writes = Map.copyOf(writes);
    }
  }

  /**
   * One after the other. Plain pods come first in the odd ones and jobs in the even ones, for
   * whoever comes second finds the API server as the first has left it. Each turn begins when no
   * job, group, service or pod of the one before is left.
   *
   * @param rounds at least 1; fewer are done where a turn cannot be cleared up after, and the round
   *     with one turn does not count
   * @throws IllegalStateException if that is the first one
   */
  public List<Round> run(int rounds) throws InterruptedException {
    var done = new ArrayList<Round>();
    try (var own = BenchNamespace.make(connection.client(), "bench");
        var _ = FakeNodes.make(own.client(), BenchObjects.LABEL, 1 + size.pods() / PODS_A_NODE)) {
      for (var number = 1; number <= rounds; number++) {
        var round = number == 1 || isCleared(own) ? round(own, number) : Optional.<Round>empty();
        if (round.isEmpty()) {
          break;
        }
        done.add(round.get());
      }
    }
    if (done.isEmpty()) {
      throw new IllegalStateException("What the first turn made was not removed in time");
    }
    return List.copyOf(done);
  }

  private Optional<Round> round(BenchNamespace own, int number) throws InterruptedException {
    if (number % 2 == 0) {
      var jobs = measureJobs(own, number);
      return isCleared(own) ? Optional.of(jobs.beside(measurePods(own, number))) : Optional.empty();
    }
    var pods = measurePods(own, number);
    return isCleared(own) ? Optional.of(measureJobs(own, number).beside(pods)) : Optional.empty();
  }

  private record Pods(Duration created, boolean quiet) {}

  private record Jobs(Duration created, Duration settled, Map<String, Long> writes, boolean quiet) {
    Round beside(Pods pods) {
      return new Round(pods.created(), created, settled, writes, quiet && pods.quiet());
    }
  }

  private Pods measurePods(BenchNamespace own, int number) throws InterruptedException {
    var client = own.client();
    var quiet = isQuiet(client);
    told.accept("creates %d plain pods, round %d".formatted(size.pods(), number));
    return new Pods(
        until(
            own,
            BenchObjects.MARK,
            () -> {
              AtOnce.run(
                  size.pods(),
                  PATIENCE,
                  pod -> client.resource(BenchObjects.pod(own.name(), pod))::create);
            }),
        quiet);
  }

  private Jobs measureJobs(BenchNamespace own, int number) throws InterruptedException {
    var client = own.client();
    var quiet = isQuiet(client);
    told.accept(
        "creates %d jobs of %d replicas, round %d".formatted(size.jobs(), size.replicas(), number));
    var before = Writes.of(client);
    var began = System.nanoTime();
    var created =
        until(
            own,
            JobLabels.JOB_NAME,
            () -> {
              AtOnce.run(
                  size.jobs(),
                  PATIENCE,
                  job ->
                      client.resource(BenchObjects.job(own.name(), job, size.replicas()))::create);
            });
    awaitStatuses(own);
    var settled = Duration.ofNanos(System.nanoTime() - began);
    return new Jobs(created, settled, Writes.of(client).since(before), quiet);
  }

  /** False where it takes too long, so that the rounds before are not lost. */
  private boolean isCleared(BenchNamespace own) throws InterruptedException {
    told.accept("removes what was made");
    var jobs = own.client().resources(PyTorchJob.class).inNamespace(own.name());
    try {
      jobs.delete();
      BenchNamespace.await("the end of all jobs", () -> jobs.list().getItems().isEmpty());
      own.clear();
      return true;
    } catch (IllegalStateException late) {
      LOG.warn("{}; this round is left out and no more are made", late.getMessage());
      return false;
    }
  }

  /** False where others write all the time. */
  private static boolean isQuiet(KubernetesClient client) throws InterruptedException {
    var before = Writes.of(client).sum();
    var quiet = 0;
    for (var looks = 0; looks < LOOKS && quiet < QUIET_LOOKS; looks++) {
      Thread.sleep(LOOK);
      var now = Writes.of(client).sum();
      quiet = now - before < QUIET ? quiet + 1 : 0;
      before = now;
    }
    return quiet == QUIET_LOOKS;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** Until as many pods with the label were seen as there are to be. */
  private Duration until(BenchNamespace own, String label, Work work) throws InterruptedException {
    var all = new CountDownLatch(size.pods());
    var seen = ConcurrentHashMap.<String>newKeySet();
    try (var _ =
        own.client()
            .pods()
            .inNamespace(own.name())
            .withLabel(label)
            .inform(new Counting(seen, all))) {
      var began = System.nanoTime();
      work.run();
      if (!all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%d of %d pods are there after %d s"
                .formatted(seen.size(), size.pods(), PATIENCE.toSeconds()));
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  private record Counting(Set<String> seen, CountDownLatch all)
      implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      if (seen.add(pod.getMetadata().getName())) {
        all.countDown();
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod deleted, boolean unknown) {}
  }

  private void awaitStatuses(BenchNamespace own) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (created(own) < size.jobs()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Not all jobs' statuses were written");
      }
      Thread.sleep(100);
    }
  }

  private static long created(BenchNamespace own) {
    return own
        .client()
        .genericKubernetesResources("kubeflow.org/v1", "PyTorchJob")
        .inNamespace(own.name())
        .list()
        .getItems()
        .stream()
        .filter(job -> job.get("status", "conditions") != null)
        .count();
  }
}
