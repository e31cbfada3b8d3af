package dev.mooring.controlplane.attach;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.attach.ClusterProbe;
import dev.mooring.cluster.attach.Fabric8ClusterProbe;
import dev.mooring.cluster.attach.Kubeconfigs;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.AgentPods;
import dev.mooring.cluster.install.HelmRecords;
import dev.mooring.helm.HelmReleases;
import dev.mooring.helm.Releases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real cluster. Its kubeconfig is in a file that only we can read, while the site is open. */
public final class KubernetesSite implements ClusterSite {
  private final Path kubeconfig;
  private final Connection connection;

  private KubernetesSite(Path kubeconfig, Connection connection) {
    this.kubeconfig = kubeconfig;
    this.connection = connection;
  }

  /** As {@link ClusterSite.Opener#open}. */
  public static ClusterSite open(String kubeconfig) {
    var trouble = Kubeconfigs.trouble(kubeconfig);
    if (trouble.isPresent()) {
      throw unfit(trouble.get(), null);
    }
    var file = write(kubeconfig);
    try {
      return new KubernetesSite(
          file, Connection.openForSomebody("mooring-control-plane", Optional.of(file)));
    } catch (RuntimeException refused) {
      delete(file);
      throw unfit(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static ClusterException unfit(String why, @Nullable Throwable cause) {
    var message = "The cluster's kubeconfig cannot be used: " + why;
    return cause == null
        ? new ClusterException(ClusterException.Code.CONFIGURATION, message)
        : new ClusterException(ClusterException.Code.CONFIGURATION, message, cause);
  }

  private static Path write(String kubeconfig) {
    try {
      var file =
          Files.createTempFile(
              "kubeconfig-",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException("The kubeconfig could not be written for Helm", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The kubeconfig could not be removed: " + file, e);
    }
  }

  @Override
  public ClusterProbe probe() {
    return new Fabric8ClusterProbe(connection);
  }

  @Override
  public Releases releases() {
    return new HelmReleases(kubeconfig, new HelmRecords(connection)::forget);
  }

  @Override
  public Pods watch(Runnable changed) throws InterruptedException {
    return new Watched(AgentPods.watch(connection, Agent.NAMESPACE, changed));
  }

  private record Watched(AgentPods pods) implements Pods {
    @Override
    public List<AgentPod> seen() {
      return pods.seen();
    }

    @Override
    public void close() {
      pods.close();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } finally {
      delete(kubeconfig);
    }
  }
}
