package dev.mooring.cluster.attach;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.InTime;
import dev.mooring.cluster.install.Permission;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Over the API server. Thread-safe. */
public final class Fabric8ClusterProbe implements ClusterProbe {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;

  public Fabric8ClusterProbe(Connection connection) {
    this.client = connection.client();
  }

  /** The client tries again by itself, each time later; it is given the time that there is. */
  @Override
  public Answer knock(Duration atMost) throws InterruptedException {
    var address = String.valueOf(client.getMasterUrl());
    try {
      return InTime.call("knock", atMost, () -> ask(address));
    } catch (TimeoutException late) {
      return new Answer.Silent(address, "no answer within %d s".formatted(atMost.toSeconds()));
    } catch (ExecutionException failed) {
      return new Answer.Silent(address, innermost(failed));
    }
  }

  /** Anyone may ask for the version; who we are shows in whether we may ask what we may do. */
  private Answer ask(String address) {
    try {
      var version = client.getKubernetesVersion().getGitVersion();
      isGranted(new Permission("get", "", "namespaces", "", ""));
      return new Answer.Welcome(version);
    } catch (KubernetesClientException refused) {
      return switch (refused.getCode()) {
        case UNAUTHORIZED -> new Answer.Unauthorized(address, innermost(refused));
        // Only a stranger is forbidden to ask this.
        case FORBIDDEN -> new Answer.Unauthorized(address, innermost(refused));
        default -> new Answer.Silent(address, innermost(refused));
      };
    }
  }

  private static String innermost(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    var message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  @Override
  public List<Permission> denied(List<Permission> needed) {
    return asked(
        "ask for our rights",
        () -> needed.stream().filter(permission -> !isGranted(permission)).toList());
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

  @Override
  public boolean hasNamespace(String name) {
    return asked(
        "look for namespace " + name, () -> client.namespaces().withName(name).get() != null);
  }

  @Override
  public Map<String, String> configMap(String namespace, String name) {
    return asked(
        "read ConfigMap " + name,
        () -> {
          var map = client.configMaps().inNamespace(namespace).withName(name).get();
          return map == null || map.getData() == null
              ? Map.<String, String>of()
              : Map.copyOf(map.getData());
        });
  }

  private static <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException refused) {
      throw new ClusterException(
          ClusterException.Code.API,
          "Could not %s: %s".formatted(what, innermost(refused)),
          refused);
    }
  }
}
