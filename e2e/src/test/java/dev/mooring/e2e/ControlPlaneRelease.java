package dev.mooring.e2e;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.install.HelmRecords;
import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.Layout;
import dev.mooring.helm.HelmReleases;
import dev.mooring.helm.Release;
import dev.mooring.helm.Releases;
import dev.mooring.progress.Steps;
import dev.mooring.store.postgres.Database;
import dev.mooring.testkit.PostgresServer;
import dev.mooring.testkit.Reach;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A control plane from its chart on the tests' cluster, in a namespace of its own, over a
 * PostgreSQL beside the cluster and a folder of this machine, which all nodes share.
 */
record ControlPlaneRelease(
    Sandbox sandbox, PostgresServer server, Database database, Path blobs, Releases releases)
    implements AutoCloseable {
  static final String NAME = "mooring";
  static final String DOMAIN = "chart.mooring.internal";
  static final String KEYS = NAME + "-keys";
  private static final String UNFIT_TAG = "!";
  private static final int USER = 65532;

  /** Brings the image into the nodes, and starts all that the release stands on. */
  static ControlPlaneRelease prepare(Path folder) throws IOException {
    importImage(folder.resolve("logs"));
    var layout = layout();
    var reach =
        new Reach(layout.hostAddress(), List.of(layout.hostAddress() + "/32", layout.podRange()));
    var server = PostgresServer.start(folder.resolve("postgres"), reach);
    var sandbox = Sandbox.open();
    var kubeconfig = Path.of(Lab.setting("MOORING_E2E_KUBECONFIG"));
    var records = new HelmRecords(Connection.open("e2e", Optional.of(kubeconfig)));
    var release =
        new ControlPlaneRelease(
            sandbox,
            server,
            server.newDatabase(),
            Files.createDirectory(folder.resolve("blobs")),
            new HelmReleases(kubeconfig, records::forget));
    Files.setAttribute(release.blobs, "unix:uid", USER);
    Files.setAttribute(release.blobs, "unix:gid", USER);
    Lab.client().load(release.stands()).serverSideApply();
    return release;
  }

  private static void importImage(Path logs) {
    try (var steps = Steps.open(Map.of(), logs)) {
      new EmbeddedCluster(System.getenv(), Lab.name())
          .importImages(
              Map.of(
                  Lab.setting("MOORING_E2E_CONTROL_PLANE_IMAGE"),
                  Path.of(Lab.setting("MOORING_E2E_CONTROL_PLANE_ARCHIVE"))),
              steps);
    }
  }

  static Layout layout() {
    return new EmbeddedCluster(System.getenv(), Lab.name()).layout().orElseThrow();
  }

  private InputStream stands() {
    return new ByteArrayInputStream(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: database, namespace: NAMESPACE}
        stringData: {password: PASSWORD}
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: NAMESPACE-blobs}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteMany]
          persistentVolumeReclaimPolicy: Retain
          storageClassName: ""
          claimRef: {name: blobs, namespace: NAMESPACE}
          hostPath: {path: FOLDER, type: Directory}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: blobs, namespace: NAMESPACE}
        spec:
          accessModes: [ReadWriteMany]
          storageClassName: ""
          volumeName: NAMESPACE-blobs
          resources: {requests: {storage: 1Gi}}
        """
            .replace("NAMESPACE", sandbox.namespace())
            .replace("PASSWORD", database.password())
            .replace("FOLDER", blobs.toString())
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Installs or upgrades it, and returns when all replicas are ready. */
  Releases.Outcome deploy(int replicas) {
    return releases.deploy(
        new Release(
            sandbox.namespace(),
            NAME,
            Lab.home().resolve("charts/mooring-control-plane"),
            values(replicas),
            Duration.ofMinutes(4)));
  }

  private String values(int replicas) {
    var image = Lab.setting("MOORING_E2E_CONTROL_PLANE_IMAGE");
    var slash = image.indexOf('/');
    var colon = image.lastIndexOf(':');
    return """
    domain: %s
    image: {registry: "%s", repository: "%s", tag: "%s", pullPolicy: Never}
    # The agent's chart refuses this tag, so that nothing is ever installed.
    agentImage: "mooring.internal/agent:%s"
    launcherImage: mooring.internal/launcher:none
    replicas: %d
    database: {url: "%s", user: "%s", passwordSecret: {name: database}}
    blobs: {existingClaim: blobs}
    """
        .formatted(
            DOMAIN,
            image.substring(0, slash),
            image.substring(slash + 1, colon),
            image.substring(colon + 1),
            UNFIT_TAG,
            replicas,
            database.url(),
            database.user());
  }

  void uninstall() {
    releases.uninstall(sandbox.namespace(), NAME);
  }

  private List<Pod> pods() {
    return Lab.client()
        .pods()
        .inNamespace(sandbox.namespace())
        .withLabel("app.kubernetes.io/instance", NAME)
        .list()
        .getItems();
  }

  /** Its pods that serve and will go on to. */
  List<Pod> ready() {
    return pods().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .toList();
  }

  /** As {@link #ready()}, once there are so many. */
  List<Pod> ready(int replicas) {
    return Sandbox.await(replicas + " replicas are ready")
        .until(this::ready, ready -> ready.size() == replicas);
  }

  /** What is in the Secret that the chart made; empty if there is none. */
  Map<String, String> keys() {
    var secret = Lab.client().secrets().inNamespace(sandbox.namespace()).withName(KEYS).get();
    var keys = new TreeMap<String, String>();
    if (secret != null) {
      secret.getData().forEach((key, value) -> keys.put(key, decode(value)));
    }
    return keys;
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    // Each also when the one before fails: what stays would be in the way of other tests.
    try (server;
        sandbox) {
      // The release may never have come to be.
      uninstall();
      Sandbox.await("the replicas are gone").until(() -> pods().isEmpty());
    } finally {
      Lab.client().persistentVolumes().withName(sandbox.namespace() + "-blobs").delete();
    }
  }
}
