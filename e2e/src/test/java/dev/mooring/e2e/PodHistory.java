package dev.mooring.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that the API server ever told of a namespace's pods. Thread-safe. */
final class PodHistory implements AutoCloseable, ResourceEventHandler<Pod> {
  /** How all pods stood after one event, by name. */
  record Moment(Map<String, Pod> pods) {
    /** Pods of a job that have a node and have not ended. */
    long seated(String job) {
      return pods.values().stream()
          .filter(pod -> job(pod).equals(job))
          .filter(pod -> pod.getSpec().getNodeName() != null)
          .filter(pod -> !List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
          .count();
    }
  }

  private final List<Moment> moments = new ArrayList<>();
  private final Map<String, Pod> now = new TreeMap<>();
  private final Map<String, String> jobs = new TreeMap<>();
  private final SharedIndexInformer<Pod> informer;

  PodHistory(String namespace) {
    this.informer = Lab.client().pods().inNamespace(namespace).inform(this);
  }

  private static String job(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault("training.kubeflow.org/job-name", "");
  }

  private synchronized void add(Pod pod) {
    now.put(pod.getMetadata().getName(), pod);
    jobs.put(pod.getMetadata().getUid(), job(pod));
    moments.add(new Moment(Map.copyOf(now)));
  }

  @Override
  public void onAdd(Pod added) {
    add(added);
  }

  @Override
  public void onUpdate(Pod before, Pod after) {
    add(after);
  }

  @Override
  public synchronized void onDelete(Pod deleted, boolean unknown) {
    now.remove(deleted.getMetadata().getName());
    moments.add(new Moment(Map.copyOf(now)));
  }

  synchronized List<Moment> moments() {
    return List.copyOf(moments);
  }

  /** How many pods were ever made for the job. */
  synchronized long made(String job) {
    return jobs.values().stream().filter(job::equals).count();
  }

  @Override
  public void close() {
    informer.close();
  }
}
