package dev.mooring.agent.operator;

import dev.mooring.cluster.jobs.Creation;
import dev.mooring.cluster.jobs.JobControl;
import dev.mooring.cluster.jobs.Owned;
import dev.mooring.cluster.jobs.StartTrouble;
import dev.mooring.crd.JobStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * An API server for one job, in memory, with a kubelet that does what it is told. It can kill the
 * operator right after a write. Used by one thread.
 */
final class FakeCluster<J extends CustomResource<?, JobStatus>> implements JobControl<J> {
  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();
  private final List<String> podsEverMade = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final Map<String, String> logs = new LinkedHashMap<>();
  private final Class<J> type;
  private J job;
  private final List<Integer> batches = new ArrayList<>();
  private int quota = Integer.MAX_VALUE;
  private String hidden = "";
  private boolean crowded;
  private boolean jobDeleted;
  private int statusWrites;
  private int writesUntilKill = Integer.MAX_VALUE;

  FakeCluster(Class<J> type, String yaml) {
    this.type = type;
    job = Serialization.unmarshal(yaml, type);
    job.getMetadata().setUid("job-uid");
  }

  /** The user writes another specification. */
  void edit(String yaml) {
    var edited = Serialization.unmarshal(yaml, type);
    edited.getMetadata().setUid("job-uid");
    edited.setStatus(job.getStatus());
    job = edited;
  }

  /** The operator does not watch this kind. */
  void hide(String kind) {
    hidden = kind;
  }

  /** Many other jobs are being made, or no longer. */
  void crowded(boolean isIt) {
    crowded = isIt;
  }

  @Override
  public boolean isCrowded() {
    return crowded;
  }

  /** No more pods than this may ever be made. */
  void allowPods(int most) {
    quota = most;
  }

  /** How many objects were asked for at once, each time. */
  List<Integer> batches() {
    return List.copyOf(batches);
  }

  Optional<HasMetadata> object(String what) {
    return Optional.ofNullable(objects.get(what));
  }

  /** The process has died. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void killAfterWrites(int writes) {
    writesUntilKill = writes;
  }

  private void written() {
    if (--writesUntilKill == 0) {
      throw new KilledException();
    }
  }

  @Override
  public J job() {
    return Serialization.clone(job);
  }

  JobStatus status() {
    return Objects.requireNonNullElse(job.getStatus(), JobStatus.NONE);
  }

  @Override
  public Owned owned() {
    return new Owned(
        ours(Pod.class),
        ours(Service.class),
        ours(HasMetadata.class).stream()
            .filter(object -> !(object instanceof Pod || object instanceof Service))
            .filter(object -> !object.getKind().equals(hidden))
            .toList(),
        ofOthers());
  }

  /** Pods that a Job of the job has made. */
  private List<Pod> ofOthers() {
    return objects.values().stream()
        .filter(Pod.class::isInstance)
        .map(Pod.class::cast)
        .filter(pod -> !isOurs(pod))
        .filter(pod -> !pod.getMetadata().getOwnerReferences().isEmpty())
        .map(Serialization::clone)
        .toList();
  }

  private <R extends HasMetadata> List<R> ours(Class<R> type) {
    return objects.values().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(FakeCluster::isOurs)
        .map(Serialization::clone)
        .toList();
  }

  private static boolean isOurs(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals("job-uid"));
  }

  /** What containers write before they fail, by pod; their node does not pass it on. */
  void logs(String pod, String lines) {
    logs.put(pod, lines);
  }

  @Override
  public String lastWords(String pod, String container) {
    return logs.getOrDefault(pod, "");
  }

  @Override
  public Optional<StartTrouble> startTrouble(String podUid) {
    return Optional.empty();
  }

  @Override
  public List<Creation> create(List<? extends HasMetadata> wanted) {
    batches.add(wanted.size());
    var made = new ArrayList<Creation>();
    for (var object : wanted) {
      made.add(create(object));
    }
    return made;
  }

  private Creation create(HasMetadata object) {
    var name = object.getMetadata().getName();
    var what = object.getKind() + " " + name;
    var there = objects.get(what);
    if (there != null) {
      return isOurs(there) ? new Creation.Present(what) : new Creation.Taken(what);
    }
    if (object instanceof Pod && podsEverMade.size() >= quota) {
      return new Creation.Forbidden(what, "exceeded quota: pods");
    }
    var stored = Serialization.clone(object);
    stored.getMetadata().setUid(UUID.randomUUID().toString());
    objects.put(what, stored);
    if (stored instanceof Pod) {
      podsEverMade.add(name);
    }
    written();
    return new Creation.Created(what);
  }

  /** Something that is there before the job. */
  void add(HasMetadata object) {
    objects.put(object.getKind() + " " + object.getMetadata().getName(), object);
  }

  void remove(String what) {
    objects.remove(what);
  }

  @Override
  public Creation write(HasMetadata extra) {
    var what = extra.getKind() + " " + extra.getMetadata().getName();
    var there = objects.get(what);
    if (there != null && isOurs(there)) {
      var stored = Serialization.clone(extra);
      stored.getMetadata().setUid(there.getMetadata().getUid());
      objects.put(what, stored);
      written();
      return new Creation.Present(what);
    }
    return create(extra);
  }

  @Override
  public boolean save(JobStatus before, JobStatus next) {
    if (!before.equals(status())) {
      return false;
    }
    job = Serialization.clone(job);
    // Through JSON, as the API server would.
    job.setStatus(Serialization.unmarshal(Serialization.asJson(next), JobStatus.class));
    statusWrites++;
    written();
    return true;
  }

  @Override
  public void deletePods(Set<String> uids) {
    delete(object -> object instanceof Pod && uids.contains(object.getMetadata().getUid()));
  }

  @Override
  public void deleteServices(Set<String> names) {
    delete(object -> object instanceof Service && names.contains(object.getMetadata().getName()));
  }

  @Override
  public void deleteExtras(List<HasMetadata> extras) {
    delete(object ->
        extras.stream()
            .anyMatch(extra -> extra.getMetadata().getUid().equals(object.getMetadata().getUid())));
  }

  @Override
  public void deleteJob() {
    jobDeleted = true;
    written();
  }

  boolean isJobDeleted() {
    return jobDeleted;
  }

  private void delete(Predicate<HasMetadata> doomed) {
    for (var entry : List.copyOf(objects.entrySet())) {
      if (doomed.test(entry.getValue())) {
        objects.remove(entry.getKey());
        written();
      }
    }
  }

  @Override
  public void record(boolean warning, String reason, String message) {
    events.add(reason);
    written();
  }

  /** The kubelet says how a pod is; one that does not exist is left alone. */
  void report(String pod, String phase) {
    if (objects.get("Pod " + pod) instanceof Pod there) {
      var status =
          new ContainerStatusBuilder().withName("pytorch").withImage("a").withRestartCount(0);
      switch (phase) {
        case "Running" -> status.withNewState().withNewRunning().endRunning().endState();
        case "Succeeded" ->
            status.withNewState().withNewTerminated().withExitCode(0).endTerminated().endState();
        case "Failed" ->
            status.withNewState().withNewTerminated().withExitCode(1).endTerminated().endState();
        default -> throw new IllegalArgumentException(phase);
      }
      there.getSpec().setNodeName("n1");
      there.setStatus(
          new PodStatusBuilder()
              .withPhase(phase)
              .addNewCondition()
              .withType("Ready")
              .withStatus(phase.equals("Running") ? "True" : "False")
              .endCondition()
              .withContainerStatuses(status.build())
              .build());
    }
  }

  /** The Job controller makes the pod of a Job, and it runs. */
  void startJob(String name) {
    if (objects.get("Job " + name) instanceof Job there) {
      var pod = name + "-x";
      add(
          new PodBuilder()
              .withMetadata(there.getSpec().getTemplate().getMetadata())
              .editMetadata()
              .withName(pod)
              .withUid(pod)
              .addNewOwnerReference()
              .withKind("Job")
              .withName(name)
              .withUid(there.getMetadata().getUid())
              .endOwnerReference()
              .endMetadata()
              .withSpec(there.getSpec().getTemplate().getSpec())
              .build());
      report(pod, "Running");
    }
  }

  /** The Job's pod and the Job have ended. */
  void endJob(String name, String condition) {
    if (objects.get("Job " + name) instanceof Job there) {
      remove("Pod " + name + "-x");
      there.setStatus(
          new JobStatusBuilder()
              .addNewCondition()
              .withType(condition)
              .withStatus("True")
              .endCondition()
              .build());
    }
  }

  Set<String> names() {
    return Set.copyOf(objects.keySet());
  }

  List<String> podsEverMade() {
    return List.copyOf(podsEverMade);
  }

  List<String> events() {
    return List.copyOf(events);
  }

  int statusWrites() {
    return statusWrites;
  }
}
