package dev.mooring.embedded.config;

import dev.mooring.embedded.Layout;

/** Objects that every cluster has from its start. */
public final class Addons {
  private Addons() {}

  /** DNS runs on the host; the kube-dns Service leads to it. CoreDNS may read what it serves. */
  public static String manifests(Layout layout) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: kube-dns
      namespace: kube-system
    spec:
      clusterIP: %s
      ports:
      - {name: dns, port: 53, protocol: UDP}
      - {name: dns-tcp, port: 53, protocol: TCP}
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: kube-dns-host
      namespace: kube-system
      labels:
        kubernetes.io/service-name: kube-dns
    addressType: IPv4
    ports:
    - {name: dns, port: 53, protocol: UDP}
    - {name: dns-tcp, port: 53, protocol: TCP}
    endpoints:
    - addresses: ["%s"]
      conditions: {ready: true}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: system:coredns
    rules:
    - apiGroups: [""]
      resources: [endpoints, services, pods, namespaces]
      verbs: [list, watch]
    - apiGroups: [discovery.k8s.io]
      resources: [endpointslices]
      verbs: [list, watch]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: system:coredns
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:coredns}
    subjects:
    - {apiGroup: rbac.authorization.k8s.io, kind: User, name: system:coredns}
    """
        .formatted(layout.dnsServiceAddress(), layout.hostAddress());
  }
}
