package dev.mooring.embedded.config;

import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files and command lines of one node: containerd, its CNI network, kubelet and kube-proxy. */
public final class NodeConfig {
  /** Places that containerd, CNI and kubelet use whatever they are told; each node has its own. */
  private static final List<String> PRIVATE =
      List.of("/run/containerd", "/run/netns", "/var/lib/cni", "/var/log/containers");

  private NodeConfig() {}

  public static SupervisorSpec spec(Layout layout, Layout.Node node, Folders folders, Path binary) {
    var socket = folders.containerdSocket(node.index()).toString();
    return new SupervisorSpec(
        folders.run().resolve("n" + node.index() + ".status.json").toString(),
        List.of(
            process(
                "containerd",
                List.of("/usr/bin/containerd", "-c", file(folders, node, "containerd.toml")),
                folders,
                node,
                new SupervisorSpec.Ready("unix", socket)),
            process(
                "kubelet",
                List.of(
                    binary.toString(),
                    "kubelet",
                    "--config=" + file(folders, node, "kubelet.yaml"),
                    "--kubeconfig=" + folders.pki().resolve(node.name() + ".conf"),
                    "--hostname-override=" + node.name(),
                    "--root-dir=" + file(folders, node, "kubelet"),
                    "--node-ip=" + node.address()),
                folders,
                node,
                new SupervisorSpec.Ready("tcp", node.address() + ":10250")),
            process(
                "kube-proxy",
                List.of(
                    binary.toString(),
                    "kube-proxy",
                    "--config=" + file(folders, node, "kube-proxy.yaml"),
                    "--hostname-override=" + node.name()),
                folders,
                node,
                SupervisorSpec.Ready.ALWAYS)),
        PRIVATE);
  }

  private static SupervisorSpec.Program process(
      String name,
      List<String> args,
      Folders folders,
      Layout.Node node,
      SupervisorSpec.Ready ready) {
    var log = folders.logs().resolve("n%d-%s.log".formatted(node.index(), name)).toString();
    return new SupervisorSpec.Program(name, args, log, ready);
  }

  private static String file(Folders folders, Layout.Node node, String name) {
    return folders.node(node.index()).resolve(name).toString();
  }

  /** The node's files by their names in the node's folder. */
  public static Map<String, String> files(
      Layout layout, Layout.Node node, Folders folders, String pauseImage) {
    var files = new LinkedHashMap<String, String>();
    files.put("containerd.toml", containerd(node, folders, pauseImage));
    files.put("cni/10-mooring.conflist", cni(node, folders));
    files.put("kubelet.yaml", kubelet(layout, node, folders));
    files.put("kube-proxy.yaml", kubeProxy(layout, node, folders));
    return files;
  }

  static String containerd(Layout.Node node, Folders folders, String pauseImage) {
    return """
    version = 2
    root = "%s"
    state = "%s"
    [grpc]
      address = "%s"
    [plugins."io.containerd.grpc.v1.cri"]
      # Without CAP_SYS_RESOURCE every sandbox fails otherwise.
      restrict_oom_score_adj = true
      sandbox_image = "%s"
      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "/usr/lib/cni"
        conf_dir = "%s"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
          SystemdCgroup = false
    """
        .formatted(
            file(folders, node, "containerd"),
            folders.nodeRun(node.index()).resolve("containerd"),
            folders.containerdSocket(node.index()),
            pauseImage,
            file(folders, node, "cni"));
  }

  /** The addresses given out lie in the run folder: a node that starts anew has no pods. */
  static String cni(Layout.Node node, Folders folders) {
    return """
    {
      "cniVersion": "1.0.0",
      "name": "mooring",
      "plugins": [
        {
          "type": "bridge",
          "bridge": "cni0",
          "isGateway": true,
          "ipMasq": false,
          "hairpinMode": true,
          "ipam": {
            "type": "host-local",
            "dataDir": "%s",
            "ranges": [[{"subnet": "%s"}]],
            "routes": [{"dst": "0.0.0.0/0"}]
          }
        },
        {"type": "portmap", "capabilities": {"portMappings": true}}
      ]
    }
    """
        .formatted(folders.nodeRun(node.index()).resolve("addresses"), node.podRange());
  }

  /**
   * A container that crashes is started again after at most 2 s (upstream: five minutes): on one
   * machine a person watches, and what crashed was mostly mended just now.
   */
  static String kubelet(Layout layout, Layout.Node node, Folders folders) {
    var pki = folders.pki();
    return """
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    address: %s
    authentication:
      anonymous: {enabled: false}
      webhook: {enabled: true}
      x509: {clientCAFile: "%s"}
    authorization: {mode: Webhook}
    tlsCertFile: "%s"
    tlsPrivateKeyFile: "%s"
    clusterDNS: ["%s"]
    clusterDomain: cluster.local
    containerRuntimeEndpoint: "unix://%s"
    # The machine's resolvers are never reachable from a pod.
    resolvConf: ""
    cgroupDriver: cgroupfs
    cgroupRoot: /%s/%s
    failCgroupV1: false
    failSwapOn: false
    podLogsDir: "%s"
    serializeImagePulls: false
    registerWithTaints: []
    crashLoopBackOff: {maxContainerRestartPeriod: 2s}
    featureGates: {KubeletCrashLoopBackOffMax: true}
    # Images are put into the node, the pods' own among them; what was thrown away could not be pulled again.
    imageGCHighThresholdPercent: 100
    evictionHard: {nodefs.available: "1%%", imagefs.available: "1%%", memory.available: 100Mi}
    """
        .formatted(
            node.address(),
            pki.resolve("ca.crt"),
            pki.resolve(node.name() + ".crt"),
            pki.resolve(node.name() + ".key"),
            layout.dnsServiceAddress(),
            folders.containerdSocket(node.index()),
            layout.cgroup(),
            node.name(),
            file(folders, node, "pods"));
  }

  static String kubeProxy(Layout layout, Layout.Node node, Folders folders) {
    return """
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    clientConnection: {kubeconfig: "%s"}
    mode: nftables
    clusterCIDR: %s
    bindAddress: %s
    # The machine's connection tracking belongs to the machine.
    conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
    """
        .formatted(folders.pki().resolve("kube-proxy.conf"), layout.podRange(), node.address());
  }
}
