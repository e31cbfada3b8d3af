package dev.mooring.cluster.install;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.crd.Queue;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Over the API server; used by one thread. */
public final class Fabric8Installation implements Installation {
  private static final String HELM_RELEASE = "meta.helm.sh/release-name";

  private final KubernetesClient client;
  private final String fieldManager;

  /**
   * @param fieldManager in whose name objects are applied, such as {@code cmaks-init-job}
   */
  public Fabric8Installation(Connection connection, String fieldManager) {
    this.client = connection.client();
    this.fieldManager = fieldManager;
  }

  @Override
  public List<String> crds() {
    return Crds.all().stream().map(crd -> crd.getMetadata().getName()).toList();
  }

  @Override
  public ClusterFacts look(List<Permission> needed) {
    return asked(
        "look at the cluster",
        () -> {
          var denied = needed.stream().filter(permission -> !isGranted(permission)).toList();
          return new ClusterFacts(
              client.getKubernetesVersion().getGitVersion(),
              denied,
              isDenied(denied, "nodes") ? List.of() : nodes(),
              isDenied(denied, "customresourcedefinitions") ? List.of() : installed());
        });
  }

  private static boolean isDenied(List<Permission> denied, String resource) {
    return denied.stream().anyMatch(permission -> permission.resource().equals(resource));
  }

  private boolean isGranted(Permission permission) {
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withVerb(permission.verb())
            .withGroup(permission.group())
            .withResource(permission.resource())
            .withNamespace(permission.namespace())
            .withName(permission.name())
            .endResourceAttributes()
            .endSpec()
            .build();
    var answer = client.authorization().v1().selfSubjectAccessReview().create(review);
    return Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }

  private List<NodeFacts> nodes() {
    return client.nodes().list().getItems().stream().map(Fabric8Installation::facts).toList();
  }

  private static NodeFacts facts(Node node) {
    var ready =
        node.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    var allocatable = node.getStatus().getAllocatable();
    return new NodeFacts(
        node.getMetadata().getName(),
        ready && !Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
        amount(allocatable, "cpu", 1000),
        amount(allocatable, "memory", 1));
  }

  private static long amount(Map<String, Quantity> allocatable, String resource, int factor) {
    var quantity = allocatable.get(resource);
    return quantity == null
        ? 0
        : quantity.getNumericalAmount().movePointRight(factor == 1000 ? 3 : 0).longValue();
  }

  private List<InstalledCrd> installed() {
    return Crds.all().stream()
        .flatMap(crd -> there(crd.getMetadata().getName()).stream())
        .map(Fabric8Installation::describe)
        .toList();
  }

  /** With its managed fields, which this component's client passes over. */
  private Optional<CustomResourceDefinition> there(String name) {
    return Optional.ofNullable(
            client.raw("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name))
        .map(text -> Serialization.unmarshal(text, CustomResourceDefinition.class));
  }

  private static InstalledCrd describe(CustomResourceDefinition there) {
    var metadata = there.getMetadata();
    var release = value(metadata.getAnnotations(), HELM_RELEASE);
    var ours = release == null && Crds.OWNER.equals(value(metadata.getLabels(), Crds.OWNER_LABEL));
    var owner =
        release != null
            ? "Helm release '" + release + "'"
            : metadata.getManagedFields().stream()
                .map(ManagedFieldsEntry::getManager)
                // It accepts the names, for whoever installs.
                .filter(manager -> !manager.equals("kube-apiserver"))
                .distinct()
                .collect(Collectors.joining(", "));
    return new InstalledCrd(metadata.getName(), ours, owner);
  }

  private static @Nullable String value(@Nullable Map<String, String> from, String key) {
    return from == null ? null : from.get(key);
  }

  @Override
  public void applyCrds(Duration limit) {
    asked(
        "apply the CRDs",
        () ->
            Crds.all().stream()
                .map(crd ->
                    client
                        .resource(crd)
                        .fieldManager(fieldManager)
                        .forceConflicts()
                        .serverSideApply())
                .toList());
    crds().forEach(name -> awaitServed(name, limit));
  }

  private void awaitServed(String name, Duration limit) {
    try {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(name)
          .waitUntilCondition(
              Fabric8Installation::isServed, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException late) {
      throw new ClusterException(
          ClusterException.Code.TIMEOUT,
          "CRD %s is not served after %d s; see its status: kubectl describe crd %s"
              .formatted(name, limit.toSeconds(), name),
          late);
    }
  }

  private static boolean isServed(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
  }

  @Override
  public void makeDefaultQueue() {
    asked(
        "make queue " + Queue.DEFAULT,
        () -> {
          var queue = new Queue();
          queue.setMetadata(
              new ObjectMetaBuilder()
                  .withName(Queue.DEFAULT)
                  .addToLabels(Crds.OWNER_LABEL, Crds.OWNER)
                  .build());
          try {
            return client.resource(queue).create();
          } catch (KubernetesClientException refused) {
            if (refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
              return queue;
            }
            throw refused;
          }
        });
  }

  @Override
  public void report(String namespace, String name, Map<String, String> data) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .addToLabels(Crds.OWNER_LABEL, Crds.OWNER)
            .endMetadata()
            .withData(data)
            .build();
    asked(
        "write ConfigMap " + name,
        () -> client.resource(map).fieldManager(fieldManager).forceConflicts().serverSideApply());
  }

  private static <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException refused) {
      throw new ClusterException(
          ClusterException.Code.API,
          "Could not %s: %s".formatted(what, refused.getMessage()),
          refused);
    }
  }
}
