package dev.mooring.embedded;

import java.util.List;

/** Who needs a certificate, under which name the API server knows it, and for which addresses. */
record Identities(String name, Pki.Subject subject) {
  /** Those that get a kubeconfig in the PKI folder. */
  static final List<String> KUBECONFIGS =
      List.of("controller-manager", "scheduler", "kube-proxy", "coredns");

  static List<Identities> control(Layout layout) {
    return List.of(
        server(
            "apiserver",
            "kube-apiserver",
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                layout.apiServiceAddress(),
                layout.hostAddress())),
        server("etcd", "etcd", List.of(layout.loopback())),
        client("apiserver-kubelet", "kube-apiserver-kubelet-client", "system:masters"),
        client("admin", "admin", "system:masters"),
        client("controller-manager", "system:kube-controller-manager", ""),
        client("scheduler", "system:kube-scheduler", ""),
        client("kube-proxy", "system:kube-proxy", ""),
        client("coredns", "system:coredns", ""));
  }

  static Identities node(Layout.Node node) {
    return new Identities(
        node.name(),
        new Pki.Subject(
            "system:node:" + node.name(), "system:nodes", List.of(node.name(), node.address())));
  }

  private static Identities server(String name, String commonName, List<String> names) {
    return new Identities(name, new Pki.Subject(commonName, "", names));
  }

  private static Identities client(String name, String commonName, String organization) {
    return new Identities(name, new Pki.Subject(commonName, organization, List.of()));
  }
}
