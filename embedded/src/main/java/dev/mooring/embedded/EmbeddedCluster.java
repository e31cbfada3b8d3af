package dev.mooring.embedded;

import dev.mooring.embedded.config.Addons;
import dev.mooring.embedded.config.ControlPlane;
import dev.mooring.embedded.config.Kubeconfig;
import dev.mooring.embedded.config.NodeConfig;
import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One cluster on this machine. Stateless: all it knows lies in its folders. */
public final class EmbeddedCluster {
  private static final Duration BOUND = Duration.ofMinutes(4);

  private final String name;
  private final Path root;
  private final Folders folders;

  public EmbeddedCluster(Map<String, String> environment, String name) {
    // The name is checked before it becomes a path.
    this.name = new Layout(name, 0, 1).cluster();
    this.root = Folders.root(environment);
    this.folders = Folders.of(environment, name);
  }

  /**
   * What a start needs.
   *
   * @param nodes wanted; empty for as many as there were, or three
   */
  public record Start(
      Optional<Integer> nodes,
      Path binary,
      String pauseImage,
      Path pauseArchive,
      PlatformPrograms platform) {}

  public String name() {
    return name;
  }

  public Folders folders() {
    return folders;
  }

  /** Its names and addresses, if it was ever started. */
  public Optional<Layout> layout() {
    return Settings.read(folders).map(known -> new Layout(name, known.slot(), known.nodes()));
  }

  /** Keeps other commands off the machine's clusters until it is closed. */
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until no other command works on the machine's clusters, and says so while it does. */
  public Hold hold(Steps steps) {
    return StateLock.acquire(root, steps::say);
  }

  /**
   * Starts what does not run, repairs what is broken, and returns when every node is Ready and the
   * platform answers.
   */
  public Layout up(Start start, Steps steps) {
    Doctor.require(Doctor.machine(root));
    try (var _ = StateLock.acquire(root, steps::say)) {
      var layout = settle(start.nodes());
      var control = control(start.binary());
      var pki = Pki.open(folders.pki(), "mooring-kubernetes-ca", Instant.now());
      writeControl(layout, pki);
      steps.run("Set up the network", step -> network(layout));
      steps.run("Start the control plane", step -> startControl(layout, start, control, step));
      var kubectl = new Kubectl(start.binary(), folders.kubeconfig());
      steps.run(
          "Start %d nodes".formatted(layout.nodes()),
          step -> startNodes(layout, start, pki, kubectl, step));
      steps.run(
          "Start the platform",
          step ->
              new Platform(layout, folders)
                  .start(start.platform(), platform(start.binary()), step));
      return layout;
    }
  }

  private Layout settle(Optional<Integer> nodes) {
    var known = Settings.read(folders);
    var slot =
        known.map(Settings::slot).orElseGet(() -> Settings.freeSlot(Clusters.settings(root)));
    var wanted = nodes.or(() -> known.map(Settings::nodes)).orElse(3);
    if (known.isPresent() && wanted < known.get().nodes()) {
      throw new EmbeddedException(
          EmbeddedException.Code.INVALID,
          "Cluster '%s' has %d nodes and cannot shrink to %d; `moor down --purge --cluster %s` removes it, then start it anew"
              .formatted(name, known.get().nodes(), wanted, name));
    }
    var layout = new Layout(name, slot, wanted);
    new Settings(slot, wanted).write(folders);
    Disk.createFolders(folders.logs());
    return layout;
  }

  private Unit control(Path binary) {
    return new Unit("control", folders.run(), binary, Optional.empty());
  }

  private Unit platform(Path binary) {
    return new Unit(Platform.UNIT, folders.run(), binary, Optional.empty());
  }

  private Unit unit(Path binary, Layout.Node node) {
    return new Unit(
        "n" + node.index(), folders.run(), binary, Optional.of(HostNetwork.namespace(node)));
  }

  private void writeControl(Layout layout, Pki pki) {
    for (var identity : Identities.control(layout)) {
      pki.issue(identity.name(), identity.subject());
    }
    pki.signingKey("service-accounts");
    for (var client : Identities.KUBECONFIGS) {
      writeKubeconfig(layout, client, folders.pki().resolve(client + ".conf"));
    }
    writeKubeconfig(layout, "admin", folders.kubeconfig());
    Disk.write(folders.control().resolve("Corefile"), ControlPlane.corefile(layout, folders));
  }

  private void writeKubeconfig(Layout layout, String client, Path file) {
    var pki = folders.pki();
    var content =
        Kubeconfig.of(
            layout,
            Disk.read(pki.resolve("ca.crt")),
            Disk.read(pki.resolve(client + ".crt")),
            Disk.read(pki.resolve(client + ".key")));
    Disk.write(file, content, "rw-------");
  }

  private void network(Layout layout) {
    Sysctls.change(Clusters.sysctls(root));
    HostNetwork.up(layout);
    for (var node : layout.nodeList()) {
      HostNetwork.up(layout, node);
    }
  }

  private void startControl(Layout layout, Start start, Unit unit, Step step) {
    var spec = ControlPlane.spec(layout, folders, start.binary());
    var fingerprint =
        Unit.fingerprint(
            List.of(
                Json.write(spec),
                Disk.read(folders.control().resolve("Corefile")),
                Disk.read(folders.pki().resolve("ca.crt")),
                Disk.read(folders.pki().resolve("apiserver.crt")),
                Disk.read(folders.pki().resolve("etcd.crt"))));
    if (!unit.runs(fingerprint)) {
      unit.stop();
      Ports.refuseTaken(Ports.control(layout));
      unit.start(spec, fingerprint, folders.logs().resolve("control.log"));
    }
    var kubectl = new Kubectl(start.binary(), folders.kubeconfig());
    Wait.until(
        step,
        BOUND,
        () -> waitingFor(unit, spec.processes().size(), kubectl),
        "see the logs in " + folders.logs());
    kubectl.apply(Addons.manifests(layout));
  }

  private String waitingFor(Unit unit, int processes, Kubectl kubectl) {
    var missing = unit.missing(processes, folders.logs());
    return missing.isEmpty() && !kubectl.ready()
        ? "waiting for /readyz of the API server"
        : missing;
  }

  private void startNodes(Layout layout, Start start, Pki pki, Kubectl kubectl, Step step) {
    for (var node : layout.nodeList()) {
      startNode(layout, node, start, pki);
    }
    for (var node : layout.nodeList()) {
      var unit = unit(start.binary(), node);
      Wait.until(
          step, BOUND, () -> unit.missing(3, folders.logs()), "see the logs in " + folders.logs());
    }
    Wait.until(
        step, BOUND, () -> notReady(layout, start, kubectl), "see the logs in " + folders.logs());
  }

  private void startNode(Layout layout, Layout.Node node, Start start, Pki pki) {
    var identity = Identities.node(node);
    pki.issue(identity.name(), identity.subject());
    writeKubeconfig(layout, node.name(), folders.pki().resolve(node.name() + ".conf"));
    var files = NodeConfig.files(layout, node, folders, start.pauseImage());
    var spec = NodeConfig.spec(layout, node, folders, start.binary());
    var contents = new ArrayList<>(files.values());
    contents.add(Json.write(spec));
    contents.add(Disk.read(folders.pki().resolve(node.name() + ".crt")));
    var fingerprint = Unit.fingerprint(contents);
    var unit = unit(start.binary(), node);
    if (unit.runs(fingerprint)) {
      return;
    }
    unit.stop();
    Disk.removeTree(folders.nodeRun(node.index()));
    Disk.createFolders(folders.nodeRun(node.index()));
    files.forEach((file, content) -> Disk.write(folders.node(node.index()).resolve(file), content));
    Cgroups.create(layout.cgroup() + "/" + node.name());
    unit.start(spec, fingerprint, folders.logs().resolve("n" + node.index() + ".log"));
    var images = new Images(folders);
    images.awaitSocket(node);
    images.importMissing(node, start.pauseImage(), start.pauseArchive());
  }

  private String notReady(Layout layout, Start start, Kubectl kubectl) {
    var nodes = kubectl.nodes();
    if (nodes.isEmpty()) {
      return "waiting for an answer of the API server";
    }
    for (var node : layout.nodeList()) {
      var started =
          unit(start.binary(), node).seen().stream()
              .filter(process -> process.name().equals("kubelet"))
              .map(Unit.Seen::since)
              .findFirst()
              .orElse(Instant.MAX);
      var seen = nodes.get().stream().filter(n -> n.name().equals(node.name())).findFirst();
      if (seen.isEmpty()) {
        return "waiting for %s to register".formatted(node.name());
      }
      if (!Kubectl.fresh(seen.get(), started)) {
        return "waiting for %s to be Ready: %s".formatted(node.name(), seen.get().message());
      }
    }
    return "";
  }

  /** How to reach the platform, if it was ever started. */
  public Optional<PlatformAccess> platform() {
    return layout()
        .filter(layout -> Disk.exists(PlatformSecrets.clientFile(folders)))
        .map(layout -> PlatformAccess.of(layout, folders));
  }

  /**
   * Makes this machine know the platform's names of storage accounts, which are not known before
   * their workspaces.
   */
  public void nameAccounts(Set<String> accounts, Steps steps) {
    var layout = layout().orElseThrow(this::absent);
    try (var _ = StateLock.acquire(root, steps::say)) {
      Hosts.ofMachine()
          .put(
              name,
              layout.loopback(),
              accounts.stream()
                  .map(account -> "%s.blob.core.%s".formatted(account, layout.domain()))
                  .toList());
    }
  }

  private EmbeddedException absent() {
    return new EmbeddedException(
        EmbeddedException.Code.INVALID,
        "Cluster '%s' does not exist; `moor up` starts it".formatted(name));
  }

  /** It was started and not stopped since. */
  public boolean isUp() {
    return layout().isPresent() && Disk.exists(folders.run());
  }

  /** Imports image archives by their names into every node that lacks them, all nodes at once. */
  public void importImages(Map<String, Path> archives, Steps steps) {
    var layout = layout().orElseThrow(this::absent);
    var images = new Images(folders);
    steps.run("Import images", step -> images.importMissing(layout.nodeList(), archives, step));
  }

  /** Stops everything and leaves nothing but the data; with {@code purge} not that either. */
  public void down(boolean purge, Steps steps) {
    try (var _ = StateLock.acquire(root, steps::say)) {
      var layout = layout();
      if (layout.isPresent()) {
        steps.run("Stop the cluster", step -> stop(layout.get()));
      }
      Hosts.ofMachine().remove(name);
      if (purge) {
        steps.run("Remove the data", step -> Disk.removeTree(folders.state()));
      }
    }
  }

  private void stop(Layout layout) {
    // No program is started from it: a stopped unit needs no binary.
    var binary = Path.of("moor-k8s");
    try (var all = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var stops = new ArrayList<java.util.concurrent.Future<?>>();
      stops.add(all.submit(() -> platform(binary).stop()));
      for (var node : layout.nodeList()) {
        stops.add(all.submit(() -> unit(binary, node).stop()));
      }
      for (var stop : stops) {
        Images.join(stop);
      }
    }
    control(binary).stop();
    HostNetwork.down(layout);
    Cgroups.remove(layout.cgroup());
    Disk.removeTree(folders.run());
    if (!Clusters.anyRuns()) {
      Cgroups.removeIfEmpty("mooring");
      Sysctls.restore(Clusters.sysctls(root));
    }
  }

  /** What runs, and what is wrong. */
  public Status status(Path binary) {
    return Status.of(name, layout(), folders, binary);
  }
}
