package dev.mooring.cluster.rest;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.AgentPods;
import dev.mooring.crd.AmlJob;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Over the API server. Thread-safe. */
public final class Fabric8AgentCluster implements AgentCluster, AutoCloseable {
  private static final int UNPROCESSABLE = 422;

  /** The file's name in the Secret, and so in the pod. */
  private static final String LAUNCH_FILE = "launch.json";

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final KubernetesClient watches;
  private final AgentPods agent;

  private Fabric8AgentCluster(KubernetesClient client, KubernetesClient watches, AgentPods agent) {
    this.client = client;
    this.watches = watches;
    this.agent = agent;
  }

  /**
   * Begins to watch the agent's pods and returns once they are known.
   *
   * @param calls for somebody who waits for the answer
   * @param watches for what is followed
   * @param namespace the agent's
   */
  public static Fabric8AgentCluster open(Connection calls, Connection watches, String namespace)
      throws InterruptedException {
    return new Fabric8AgentCluster(
        calls.client(), watches.client(), AgentPods.watch(watches, namespace, () -> {}));
  }

  @Override
  public boolean hasNamespace(String namespace) {
    return asked("read namespace " + namespace, () -> client.namespaces().withName(namespace).get())
        .isPresent();
  }

  @Override
  public Optional<AmlJob> find(String namespace, String name) {
    return asked("read AmlJob " + name, () -> job(namespace, name).get());
  }

  private Resource<AmlJob> job(String namespace, String name) {
    return client.resources(AmlJob.class).inNamespace(namespace).withName(name);
  }

  @Override
  public Written create(AmlJob job) {
    var name = job.getMetadata().getName();
    return written("create AmlJob " + name, () -> client.resource(job).create());
  }

  @Override
  public Written launch(AmlJob job, String launch) {
    var secret = secret(job, launch);
    var name = secret.getMetadata().getName();
    try {
      client.resource(secret).create();
    } catch (KubernetesClientException refused) {
      // A call before this one may have made it and died before it said so at the job.
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        return refusal("create Secret " + name, refused);
      }
    }
    var patch =
        """
        {"metadata":{"uid":"%s","annotations":{"%s":"true"}}}\
        """
            .formatted(job.getMetadata().getUid(), AmlJob.LAUNCH_READY_ANNOTATION);
    return patched(job.getMetadata().getNamespace(), job.getMetadata().getName(), patch);
  }

  private static Secret secret(AmlJob job, String launch) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(job.getSpec().launchSecret())
        .withNamespace(job.getMetadata().getNamespace())
        .addToLabels(AmlJob.NAME_LABEL, job.getMetadata().getName())
        .addNewOwnerReference()
        .withApiVersion(job.getApiVersion())
        .withKind(job.getKind())
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .endMetadata()
        .withType("Opaque")
        .withStringData(Map.of(LAUNCH_FILE, launch))
        .build();
  }

  @Override
  public Written cancel(String namespace, String name) {
    return patched(namespace, name, "{\"spec\":{\"cancelRequested\":true}}");
  }

  private Written patched(String namespace, String name, String patch) {
    return written("change AmlJob " + name, () -> job(namespace, name).patch(MERGE, patch));
  }

  private static Written written(String what, Supplier<AmlJob> write) {
    try {
      return new Written.Done(write.get());
    } catch (KubernetesClientException refused) {
      return refusal(what, refused);
    }
  }

  private static Written refusal(String what, KubernetesClientException refused) {
    var alreadyThere =
        refused.getStatus() != null && "AlreadyExists".equals(refused.getStatus().getReason());
    if (alreadyThere) {
      return new Written.Exists();
    }
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND -> new Written.Missing();
      case HttpURLConnection.HTTP_FORBIDDEN -> new Written.Refused(true, said(refused));
      case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
          new Written.Refused(false, said(refused));
      default -> throw failed(what, refused);
    };
  }

  @Override
  public void delete(String namespace, String name) {
    asked(
        "delete AmlJob " + name,
        () ->
            job(namespace, name)
                // Its name is free only once nothing of it is left, its Secret above all.
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete());
  }

  @Override
  public List<NodeUse> nodes() {
    return asked(
            "list nodes and pods",
            () ->
                NodeUses.of(
                    client.nodes().list().getItems(),
                    client
                        .pods()
                        .inAnyNamespace()
                        .withoutField("status.phase", "Succeeded")
                        .withoutField("status.phase", "Failed")
                        .list()
                        .getItems()))
        .orElseThrow();
  }

  @Override
  public List<AgentPod> pods() {
    return agent.seen();
  }

  /** Whether the watch of the agent's pods stands. */
  public boolean isHealthy() {
    return agent.isHealthy();
  }

  /** Asked for as it is: the client's own call first waits for a pod that is not ready. */
  @Override
  public PodLog log(LogOf which) {
    var path =
        "/api/v1/namespaces/%s/pods/%s/log?tailLines=%d"
            .formatted(which.namespace(), which.pod(), which.tail());
    var container =
        which
            .container()
            .map(name -> "&container=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
            .orElse("");
    try {
      var text = client.raw(path + container, "GET", null);
      return new PodLog.Text(text == null ? "" : text);
    } catch (KubernetesClientException refused) {
      return switch (refused.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND -> new PodLog.NoPod();
        case HttpURLConnection.HTTP_BAD_REQUEST -> new PodLog.Refused(said(refused));
        default -> throw failed("read the log of pod " + which.pod(), refused);
      };
    }
  }

  @Override
  public List<SeenEvent> events(String namespace, String job) {
    return asked(
            "list the events of " + job,
            () -> JobEvents.of(job, client.v1().events().inNamespace(namespace).list().getItems()))
        .orElseThrow();
  }

  @Override
  public Following follow(JobListener listener) throws InterruptedException {
    return AmlJobFeed.start(watches, listener);
  }

  /** Empty when there is no such thing. */
  private static <T> Optional<T> asked(String what, Supplier<T> question) {
    try {
      return Optional.ofNullable(question.get());
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw failed(what, refused);
    }
  }

  private static String said(KubernetesClientException refused) {
    var status = refused.getStatus();
    return status == null || status.getMessage() == null
        ? String.valueOf(refused.getMessage())
        : status.getMessage();
  }

  private static ClusterException failed(String what, KubernetesClientException refused) {
    return new ClusterException(
        ClusterException.Code.API, "Could not %s: %s".formatted(what, said(refused)), refused);
  }

  @Override
  public void close() {
    agent.close();
  }
}
