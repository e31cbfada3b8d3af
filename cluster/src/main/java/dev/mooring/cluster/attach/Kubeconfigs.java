package dev.mooring.cluster.attach;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kubeconfigs that somebody else wrote. */
public final class Kubeconfigs {
  private Kubeconfigs() {}

  /**
   * Why a kubeconfig may not be used: it would run a program here, or read our files, in the name
   * of whoever wrote it. Empty when it may be.
   */
  public static Optional<String> trouble(String yaml) {
    final Config config;
    try {
      config = Serialization.unmarshal(yaml, Config.class);
    } catch (RuntimeException malformed) {
      return Optional.of("it is not a kubeconfig: " + firstLine(malformed.getMessage()));
    }
    if (config == null || config.getClusters().isEmpty() || config.getUsers().isEmpty()) {
      return Optional.of("it has no cluster or no user");
    }
    return config.getUsers().stream()
        .flatMap(user -> trouble(user).stream())
        .findFirst()
        .or(() ->
            config.getClusters().stream()
                .flatMap(cluster -> trouble(cluster).stream())
                .findFirst());
  }

  private static Optional<String> trouble(NamedAuthInfo named) {
    var user = named.getUser();
    if (user == null) {
      return Optional.of("user '%s' is empty".formatted(named.getName()));
    }
    if (user.getExec() != null || user.getAuthProvider() != null) {
      return Optional.of("user '%s' logs in with a program".formatted(named.getName()));
    }
    return isSet(user.getTokenFile())
            || isSet(user.getClientCertificate())
            || isSet(user.getClientKey())
        ? Optional.of("user '%s' names files".formatted(named.getName()))
        : Optional.empty();
  }

  private static Optional<String> trouble(NamedCluster named) {
    var cluster = named.getCluster();
    if (cluster == null || !isSet(cluster.getServer())) {
      return Optional.of("cluster '%s' has no server".formatted(named.getName()));
    }
    return isSet(cluster.getCertificateAuthority())
        ? Optional.of("cluster '%s' names a file".formatted(named.getName()))
        : Optional.empty();
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isEmpty();
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "it cannot be read" : message.lines().findFirst().orElse("");
  }
}
