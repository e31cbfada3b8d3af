package dev.mooring.embedded.config;

import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Command lines and files of etcd, the API server, its controllers, scheduler and DNS. */
public final class ControlPlane {
  private static final List<String> FIRST = List.of("/usr/bin/nice", "-n", "-5");

  /**
   * Its heap is small beside its machine, and at Go's own setting the collector of garbage takes a
   * quarter of its time while many objects change.
   */
  private static final List<String> FEWER_COLLECTIONS = List.of("/usr/bin/env", "GOGC=200");

  private ControlPlane() {}

  /**
   * The supervisor's spec. API server and etcd come before everything else on a busy machine: a
   * late lease renewal there costs every controller its leadership.
   */
  public static SupervisorSpec spec(Layout layout, Folders folders, Path binary) {
    return new SupervisorSpec(
        folders.run().resolve("control.status.json").toString(),
        List.of(
            process(
                "etcd", FIRST, etcd(layout, folders), folders, binary, tcp(etcdEndpoint(layout))),
            process(
                "kube-apiserver",
                Stream.concat(FEWER_COLLECTIONS.stream(), FIRST.stream()).toList(),
                apiServer(layout, folders),
                folders,
                binary,
                tcp(layout.hostAddress() + ":" + Layout.API_PORT)),
            process(
                "kube-controller-manager",
                List.of(),
                controllers(layout, folders),
                folders,
                binary,
                SupervisorSpec.Ready.ALWAYS),
            process(
                "kube-scheduler",
                List.of(),
                scheduler(layout, folders),
                folders,
                binary,
                SupervisorSpec.Ready.ALWAYS),
            process(
                "coredns",
                List.of(),
                List.of("-conf", folders.control().resolve("Corefile").toString()),
                folders,
                binary,
                tcp(layout.hostAddress() + ":53"))),
        List.of());
  }

  private static SupervisorSpec.Ready tcp(String address) {
    return new SupervisorSpec.Ready("tcp", address);
  }

  private static SupervisorSpec.Program process(
      String name,
      List<String> under,
      List<String> flags,
      Folders folders,
      Path binary,
      SupervisorSpec.Ready ready) {
    var args = new ArrayList<>(under);
    args.add(binary.toString());
    args.add(name);
    args.addAll(flags);
    return new SupervisorSpec.Program(
        name, args, folders.logs().resolve(name + ".log").toString(), ready);
  }

  private static String etcdEndpoint(Layout layout) {
    return layout.loopback() + ":2379";
  }

  static List<String> etcd(Layout layout, Folders folders) {
    var client = "https://" + etcdEndpoint(layout);
    var peer = "https://" + layout.loopback() + ":2380";
    var pki = folders.pki();
    return List.of(
        "--name=etcd",
        "--data-dir=" + folders.state().resolve("etcd"),
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=etcd=" + peer,
        "--client-cert-auth",
        "--trusted-ca-file=" + pki.resolve("ca.crt"),
        "--cert-file=" + pki.resolve("etcd.crt"),
        "--key-file=" + pki.resolve("etcd.key"),
        "--peer-client-cert-auth",
        "--peer-trusted-ca-file=" + pki.resolve("ca.crt"),
        "--peer-cert-file=" + pki.resolve("etcd.crt"),
        "--peer-key-file=" + pki.resolve("etcd.key"),
        // A machine this small shares its disk: patience instead of needless elections.
        "--heartbeat-interval=500",
        "--election-timeout=5000",
        "--auto-compaction-retention=1h",
        "--log-level=warn");
  }

  static List<String> apiServer(Layout layout, Folders folders) {
    var pki = folders.pki();
    return List.of(
        "--etcd-servers=https://" + etcdEndpoint(layout),
        "--etcd-cafile=" + pki.resolve("ca.crt"),
        "--etcd-certfile=" + pki.resolve("etcd.crt"),
        "--etcd-keyfile=" + pki.resolve("etcd.key"),
        "--bind-address=" + layout.hostAddress(),
        "--advertise-address=" + layout.hostAddress(),
        "--secure-port=" + Layout.API_PORT,
        "--tls-cert-file=" + pki.resolve("apiserver.crt"),
        "--tls-private-key-file=" + pki.resolve("apiserver.key"),
        "--client-ca-file=" + pki.resolve("ca.crt"),
        "--service-account-key-file=" + pki.resolve("service-accounts.pub"),
        "--service-account-signing-key-file=" + pki.resolve("service-accounts.key"),
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--service-cluster-ip-range=" + layout.serviceRange(),
        // Webhooks are asked at their pods' addresses: no kube-proxy serves the machine itself.
        "--enable-aggregator-routing",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--kubelet-certificate-authority=" + pki.resolve("ca.crt"),
        "--kubelet-client-certificate=" + pki.resolve("apiserver-kubelet.crt"),
        "--kubelet-client-key=" + pki.resolve("apiserver-kubelet.key"),
        "--kubelet-preferred-address-types=InternalIP",
        "--allow-privileged",
        "--profiling=false");
  }

  static List<String> controllers(Layout layout, Folders folders) {
    var pki = folders.pki();
    return List.of(
        "--kubeconfig=" + pki.resolve("controller-manager.conf"),
        "--bind-address=" + layout.loopback(),
        "--service-account-private-key-file=" + pki.resolve("service-accounts.key"),
        "--root-ca-file=" + pki.resolve("ca.crt"),
        "--use-service-account-credentials",
        "--leader-elect=false",
        // Pod ranges are fixed by the layout, each node's CNI knows its own.
        "--allocate-node-cidrs=false",
        "--cluster-signing-cert-file=" + pki.resolve("ca.crt"),
        "--cluster-signing-key-file=" + pki.resolve("ca.key"),
        "--profiling=false");
  }

  static List<String> scheduler(Layout layout, Folders folders) {
    return List.of(
        "--kubeconfig=" + folders.pki().resolve("scheduler.conf"),
        "--bind-address=" + layout.loopback(),
        "--leader-elect=false",
        "--profiling=false");
  }

  /**
   * CoreDNS answers for the cluster and the platform only: it has no forwarder, so no query leaves
   * the machine. Every name of the platform is the host's address on the bridge; it has no IPv6
   * address, which is an empty answer and not an error.
   */
  public static String corefile(Layout layout, Folders folders) {
    return """
    .:53 {
      bind %1$s
      errors
      ready %2$s:8181
      kubernetes cluster.local in-addr.arpa {
        kubeconfig %3$s
        pods insecure
      }
      cache 5
    }
    %4$s:53 {
      bind %1$s
      errors
      template IN A {
        answer "{{ .Name }} 30 IN A %1$s"
      }
      template IN ANY {
        rcode NOERROR
      }
    }
    """
        .formatted(
            layout.hostAddress(),
            layout.loopback(),
            folders.pki().resolve("coredns.conf"),
            layout.domain());
  }
}
