package dev.mooring.cli.bench;

import dev.mooring.cluster.bench.Contestant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Upstream's scheduler beside the cluster's own, for pods of its own, with its client's limits
 * raised as far as they never bind.
 *
 * @param binary the program that is all of Kubernetes
 * @param folder where its configuration and log go
 */
public record DefaultScheduler(Path binary, Path kubeconfig, Path folder) implements Contestant {
  private static final String SCHEDULER_NAME = "bench-default";

  @Override
  public String name() {
    return "default";
  }

  @Override
  public String schedulerName() {
    return SCHEDULER_NAME;
  }

  @Override
  public boolean placesGangs() {
    return false;
  }

  @Override
  public Run start() {
    var file = folder.resolve("kube-scheduler.yaml");
    try {
      Files.writeString(file, configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SchedulerProcess.start(
        List.of(
            binary.toString(),
            "kube-scheduler",
            "--config=" + file,
            // It serves nothing: no port of the cluster's own scheduler is taken.
            "--secure-port=0"),
        Map.of(),
        folder.resolve("kube-scheduler.log"));
  }

  String configuration() {
    return """
    apiVersion: kubescheduler.config.k8s.io/v1
    kind: KubeSchedulerConfiguration
    clientConnection: {kubeconfig: "%s", qps: 5000, burst: 5000}
    leaderElection: {leaderElect: false}
    enableProfiling: false
    profiles: [{schedulerName: %s}]
    """
        .formatted(kubeconfig, SCHEDULER_NAME);
  }
}
