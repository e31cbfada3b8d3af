package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gangs whose claims wait for their first consumer. */
final class VolumesTest {

  @Test
  void aGangGoesWhereItsVolumesAre(@TempDir Path folder) throws IOException {
    var nodes = Lab.machines();
    try (var sandbox = Sandbox.open();
        var disks = new Disks(sandbox.namespace())) {
      var small = disks.add(folder.resolve("small"), nodes.getLast(), "1Gi");
      var large = disks.add(folder.resolve("large"), nodes.getFirst(), "2Gi");
      disks.claim("little", "1Gi");
      disks.claim("much", "2Gi");
      var job = TrainingJob.create(sandbox, job("two", "touch /data/was-here", "little", "much"));

      job.succeeded();

      assertThat(job.pod("master-0").orElseThrow().getSpec().getNodeName())
          .isEqualTo(nodes.getLast());
      assertThat(job.pod("worker-0").orElseThrow().getSpec().getNodeName())
          .isEqualTo(nodes.getFirst());
      // The job has succeeded with its master, which the worker may outlive.
      Sandbox.await("both have written to their disks")
          .until(() ->
              Stream.of(small, large).allMatch(disk -> Files.exists(disk.resolve("was-here"))));
    }
  }

  @Test
  void aGangWhoseVolumeCannotBeSaysSo(@TempDir Path folder) throws IOException {
    try (var sandbox = Sandbox.open();
        var disks = new Disks(sandbox.namespace())) {
      disks.add(folder.resolve("small"), Lab.machines().getFirst(), "1Gi");
      disks.claim("little", "1Gi");
      disks.claim("much", "2Gi");
      var job = TrainingJob.create(sandbox, job("waits", "true", "little", "much"));

      var status =
          job.statusThat(
              "says which claim", s -> s.reason() != null && s.reason().message().contains("much"));

      assertThat(Sandbox.reason(status).message())
          .contains("has no volume of its class that is free and large enough");
      assertThat(Sandbox.reason(status).nextStep()).isNotBlank();
      assertThat(job.pods())
          .as("no part of it has a node")
          .hasSize(2)
          .allMatch(pod -> pod.getSpec().getNodeName() == null);

      disks.add(folder.resolve("large"), Lab.machines().getFirst(), "2Gi");
      job.succeeded();
    }
  }

  @Test
  void twoMembersDoNotGoWhereThereIsAVolumeForOne(@TempDir Path folder) throws IOException {
    var nodes = Lab.machines();
    try (var sandbox = Sandbox.open();
        var disks = new Disks(sandbox.namespace())) {
      disks.add(folder.resolve("first"), nodes.getFirst(), "1Gi");
      disks.claim("one", "1Gi");
      disks.claim("two", "1Gi");
      var job = TrainingJob.create(sandbox, job("pair", "true", "one", "two"));

      var status =
          job.statusThat(
              "says that a volume lacks",
              s -> s.reason() != null && s.reason().message().contains("each serves one claim"));

      assertThat(Sandbox.reason(status).message()).contains(sandbox.namespace());
      assertThat(job.pods())
          .as("no part of it has a node")
          .hasSize(2)
          .allMatch(pod -> pod.getSpec().getNodeName() == null);

      disks.add(folder.resolve("second"), nodes.getLast(), "1Gi");
      job.succeeded();

      assertThat(job.pods())
          .extracting(pod -> pod.getSpec().getNodeName())
          .as("one where each of the volumes is")
          .doesNotHaveDuplicates();
    }
  }

  private static String job(String name, String command, String master, String worker) {
    return """
    apiVersion: kubeflow.org/v1
    kind: PyTorchJob
    metadata: {name: %s}
    spec:
      pytorchReplicaSpecs:
    """
            .formatted(name)
        + replica("Master", command, master)
        + replica("Worker", command, worker);
  }

  private static String replica(String type, String command, String claim) {
    return """
        %s:
          restartPolicy: Never
          template:
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: pytorch
                image: %s
                command: [sh, -c, '%s']
                resources: {requests: {cpu: 10m}}
                volumeMounts: [{name: data, mountPath: /data}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
    """
        .formatted(type, Lab.pytorchImage(), command, claim);
  }

  /** Folders of this machine, each as the disk of one node; nobody makes more of their class. */
  private record Disks(String namespace) implements AutoCloseable {
    Disks {
      Yaml.create(
          """
          apiVersion: storage.k8s.io/v1
          kind: StorageClass
          metadata: {name: %s}
          provisioner: kubernetes.io/no-provisioner
          volumeBindingMode: WaitForFirstConsumer
          """
              .formatted(namespace));
    }

    Path add(Path folder, String node, String size) throws IOException {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      Yaml.create(
          """
          apiVersion: v1
          kind: PersistentVolume
          metadata: {name: %1$s-%2$s, labels: {e2e: %1$s}}
          spec:
            storageClassName: %1$s
            capacity: {storage: %3$s}
            accessModes: [ReadWriteOnce]
            persistentVolumeReclaimPolicy: Retain
            local: {path: %4$s}
            nodeAffinity:
              required:
                nodeSelectorTerms:
                - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [%5$s]}]
          """
              .formatted(namespace, folder.getFileName(), size, folder, node));
      return folder;
    }

    void claim(String name, String size) {
      Yaml.create(
          """
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata: {name: %s, namespace: %s}
          spec:
            storageClassName: %s
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: %s}}
          """
              .formatted(name, namespace, namespace, size));
    }

    @Override
    public void close() {
      Lab.client().persistentVolumes().withLabel("e2e", namespace).delete();
      Lab.client().storage().v1().storageClasses().withName(namespace).delete();
    }
  }
}
