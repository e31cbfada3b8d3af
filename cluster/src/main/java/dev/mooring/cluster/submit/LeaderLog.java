package dev.mooring.cluster.submit;

import dev.mooring.cluster.Informers;
import dev.mooring.crd.JobLabels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The log of a job's leader, over all pods that it has been: after a retry another pod leads. Run
 * by one thread; {@link #finish} may be called by another.
 *
 * <p>A broken stream is taken up after the last line told; the kubelet's timestamps say which that
 * was.
 */
final class LeaderLog implements AutoCloseable {
  /** Reads again even if no event says so: a stream may break without one. */
  private static final int RECHECK_SECONDS = 1;

  private final KubernetesClient client;
  private final Consumer<String> lines;
  private final Semaphore changed = new Semaphore(0);
  private final SharedIndexInformer<Pod> pods;
  private final Set<String> told = new HashSet<>();
  private volatile boolean jobEnded;
  private Instant last = Instant.EPOCH;

  LeaderLog(KubernetesClient client, JobId job, Consumer<String> lines)
      throws InterruptedException {
    this.client = client;
    this.lines = lines;
    this.pods =
        Informers.start(
            client
                .pods()
                .inNamespace(job.namespace())
                .withLabel(JobLabels.JOB_NAME, job.name())
                .withLabel("training.kubeflow.org/job-role", "master"),
            new Changed(changed));
  }

  private record Changed(Semaphore changed) implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod added) {
      changed.release();
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      changed.release();
    }

    @Override
    public void onDelete(Pod deleted, boolean unknown) {
      changed.release();
    }
  }

  /** The job has ended: {@link #tell} returns once what there is has been told. */
  void finish() {
    jobEnded = true;
    changed.release();
  }

  /** Tells every line once, until {@link #finish}. */
  void tell() throws InterruptedException {
    while (true) {
      // Read before the pods are: what they say afterwards is then the last word.
      var atEnd = jobEnded;
      var next = next();
      if (next.isPresent()) {
        tell(next.get());
      } else if (atEnd) {
        return;
      } else {
        pause();
      }
    }
  }

  private void pause() throws InterruptedException {
    var _ = changed.tryAcquire(RECHECK_SECONDS, TimeUnit.SECONDS);
    changed.drainPermits();
  }

  private Optional<Pod> next() {
    return pods.getStore().list().stream()
        .filter(pod -> !told.contains(pod.getMetadata().getUid()))
        .filter(pod -> !"Pending".equals(pod.getStatus().getPhase()))
        .findFirst();
  }

  private void tell(Pod pod) throws InterruptedException {
    var ended = ended(pod) || jobEnded;
    var resource =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName());
    try {
      read(resource, !ended);
    } catch (KubernetesClientException | IOException broken) {
      // The node or the pod may be gone for good; as long as it is not, the stream is taken up
      // again.
      if (!ended) {
        pause();
      }
    }
    if (ended || pods.getStore().getByKey(key(pod)) == null) {
      told.add(pod.getMetadata().getUid());
    } else if (!ended(pods.getStore().getByKey(key(pod)))) {
      pause();
    }
  }

  private void read(PodResource pod, boolean follow) throws IOException {
    var source = pod.usingTimestamps().sinceTime(last.toString());
    if (follow) {
      try (var watch = source.watchLog();
          var reader = reader(watch.getOutput())) {
        tell(reader);
      }
    } else {
      try (var reader = new BufferedReader(source.getLogReader())) {
        tell(reader);
      }
    }
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  private void tell(BufferedReader reader) throws IOException {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      var space = line.indexOf(' ');
      if (space < 0) {
        continue;
      }
      var time = Instant.parse(line.substring(0, space));
      if (time.isAfter(last)) {
        last = time;
        lines.accept(line.substring(space + 1));
      }
    }
  }

  private static boolean ended(Pod pod) {
    return Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  @Override
  public void close() {
    pods.close();
  }
}
