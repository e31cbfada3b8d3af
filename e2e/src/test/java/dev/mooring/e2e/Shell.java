package dev.mooring.e2e;

import java.util.List;
import java.util.stream.Collectors;

/** Manifests of training jobs whose replicas run shell commands. */
final class Shell {
  static final String FOR_EVER = "exec sleep 100000";

  /**
   * In a bad mood it waits for others as a rank does whose peers are gone, and gives up in the end:
   * one of them may have started a moment later, in a good mood, and never fail.
   */
  static final String WAITS_FOR_PEERS = "[ \"$MOOD\" = good ] || { sleep 60; exit 1; }";

  private Shell() {}

  /**
   * Some replicas that do the same.
   *
   * @param restart the restart policy
   */
  record Role(String type, int replicas, String restart, String command) {
    static Role one(String type, String restart, String command) {
      return new Role(type, 1, restart, command);
    }
  }

  static String pyTorchJob(String name, String runPolicy, Role... roles) {
    return job("PyTorchJob", name, "runPolicy: " + runPolicy, List.of(roles));
  }

  static String tfJob(String name, String spec, Role... roles) {
    return job("TFJob", name, spec, List.of(roles));
  }

  static String mpiJob(String name, String runPolicy, Role... roles) {
    return job("MPIJob", name, "runPolicy: " + runPolicy, List.of(roles));
  }

  private static String job(String kind, String name, String spec, List<Role> roles) {
    var framework =
        switch (kind) {
          case "PyTorchJob" -> "pytorch";
          case "TFJob" -> "tf";
          default -> "mpi";
        };
    var container = framework.equals("tf") ? "tensorflow" : framework;
    return """
    apiVersion: kubeflow.org/v1
    kind: %s
    metadata: {name: %s}
    spec:
      %s
      %sReplicaSpecs:
    """
            .formatted(kind, name, spec, framework)
        + roles.stream().map(role -> replicas(role, container)).collect(Collectors.joining());
  }

  private static String replicas(Role role, String container) {
    return """
        %s:
          replicas: %d
          restartPolicy: %s
          template:
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: %s
                image: %s
                command: [sh, -c, '%s']
                env:
                - name: MOOD
                  valueFrom: {configMapKeyRef: {name: mood, key: mood, optional: true}}
                resources: {requests: {cpu: 10m}}
    """
        .formatted(
            role.type(),
            role.replicas(),
            role.restart(),
            container,
            Lab.pytorchImage(),
            role.command());
  }
}
