package dev.mooring.e2e;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/**
 * An account of the tests' cluster that may do what attaching asks first, and change or delete
 * nothing: what is installed there is safe from who has its kubeconfig.
 *
 * @param namespace where the account is; its rights are named after it
 */
record Installer(String namespace) {

  static Installer in(String namespace) {
    var installer = new Installer(namespace);
    Lab.client().load(installer.manifests()).serverSideApply();
    return installer;
  }

  private ByteArrayInputStream manifests() {
    return new ByteArrayInputStream(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: installer, namespace: NAMESPACE}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: NAMESPACE-installer}
        rules:
        - {apiGroups: [""], resources: [namespaces, configmaps, secrets, pods], verbs: [get, list, watch]}
        - {apiGroups: [""], resources: [namespaces, secrets, serviceaccounts], verbs: [create]}
        - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles, clusterrolebindings], verbs: [create]}
        - {apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [create]}
        - {apiGroups: [apps], resources: [deployments], verbs: [create]}
        - {apiGroups: [batch], resources: [jobs], verbs: [create]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: NAMESPACE-installer}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAMESPACE-installer}
        subjects:
        - {kind: ServiceAccount, name: installer, namespace: NAMESPACE}
        """
            .replace("NAMESPACE", namespace)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** As the account, from wherever the API server is reached. */
  String kubeconfig() {
    var account = Lab.client().serviceAccounts().inNamespace(namespace).withName("installer");
    var token = account.tokenRequest(new TokenRequest()).getStatus().getToken();
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: lab, cluster: {server: "%s", certificate-authority-data: %s}}]
    users: [{name: installer, user: {token: %s}}]
    contexts: [{name: lab, context: {cluster: lab, user: installer}}]
    current-context: lab
    """
        .formatted(
            ControlPlaneRelease.layout().apiServer(),
            Lab.client().getConfiguration().getCaCertData(),
            token);
  }

  void remove() {
    Lab.client().rbac().clusterRoleBindings().withName(namespace + "-installer").delete();
    Lab.client().rbac().clusterRoles().withName(namespace + "-installer").delete();
  }
}
