package dev.mooring.controlplane.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.api.Problem;
import dev.mooring.cluster.attach.Answer;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.Permission;
import dev.mooring.helm.HelmException.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProblemsTest {
  private static final String ADDRESS = "https://10.0.0.1:6443";
  private static final AgentPod PENDING =
      new AgentPod(
          "rest-server",
          "rest-server-1",
          "Pending",
          false,
          0,
          "0/3 nodes are available: insufficient memory");
  private static final AgentPod WELL =
      new AgentPod("relay-server", "relay-server-1", "Running", true, 0, "");

  @Test
  void whoAnswersIsNoProblem() {
    assertThat(Problems.of(new Answer.Welcome("v1.36.3"))).isEmpty();
    assertThat(Problems.denied(List.of())).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsNamed() {
    assertThat(Problems.of(new Answer.Silent(ADDRESS, "Connection refused")))
        .contains(
            new Problem(
                "ClusterNotReachable",
                "The cluster's API server at https://10.0.0.1:6443 does not answer: Connection refused",
                "Check that the cluster runs and that https://10.0.0.1:6443 can be reached from the control plane, then try again"));
  }

  @Test
  void whoDoesNotKnowUsSaysSo() {
    assertThat(Problems.of(new Answer.Unauthorized(ADDRESS, "Unauthorized")))
        .get()
        .extracting(Problem::code)
        .isEqualTo("ClusterUnauthorized");
  }

  @Test
  void missingRightsAreNamed() {
    assertThat(
            Problems.denied(
                List.of(
                    new Permission("create", "rbac.authorization.k8s.io", "clusterroles", "", ""),
                    new Permission("create", "apps", "deployments", "azureml", ""))))
        .get()
        .extracting(Problem::toString)
        .isEqualTo(
            "KubeconfigLacksRights: The kubeconfig may not create clusterroles.rbac.authorization.k8s.io, create deployments.apps in namespace azureml. Next: Grant these, or register the cluster again as cluster-admin");
  }

  @Test
  void thePreflightsReportIsPassedOn() {
    var report =
        Map.of(
            "result", "failed",
            "capacity", "passed: 3 of 3 nodes",
            "conflicts",
                "failed: CRD pytorchjobs.kubeflow.org was installed by Helm release 'training'\nnext step: Uninstall what brought them");
    assertThat(Problems.helm(Code.HOOK, "hooks failed", report, List.of(PENDING)))
        .isEqualTo(
            new Problem(
                "AgentOwnedByOther",
                "CRD pytorchjobs.kubeflow.org was installed by Helm release 'training'",
                "Uninstall what brought them"));
  }

  @Test
  void severalFailuresOfThePreflightAreAllTold() {
    var report =
        Map.of(
            "result", "failed",
            "capacity", "failed: 0 of 1 nodes take pods\nnext step: Add a node",
            "kubernetes-version", "failed: Kubernetes is v1.20\nnext step: Upgrade the cluster");
    assertThat(Problems.helm(Code.HOOK, "hooks failed", report, List.of()))
        .isEqualTo(
            new Problem(
                "PreflightFailed",
                "0 of 1 nodes take pods; Kubernetes is v1.20",
                "Add a node; Upgrade the cluster"));
  }

  @Test
  void aHookThatCouldNotRunIsAPodThatIsNotReady() {
    assertThat(
            Problems.helm(
                Code.HOOK,
                "hooks failed",
                Map.of("result", "passed"),
                List.of(
                    new AgentPod(
                        "cmaks-init-job", "c-1", "ImagePullBackOff", false, 0, "not found"))))
        .isEqualTo(
            new Problem(
                "PodsNotReady",
                "The agent's pods did not become ready: cmaks-init-job is ImagePullBackOff (not found)",
                "Mend that and attach again; what happened: kubectl get events -n azureml"));
  }

  @Test
  void podsThatAreNotReadyInTimeSayWhy() {
    assertThat(Problems.helm(Code.TIMEOUT, "timed out", Map.of(), List.of(WELL, PENDING)))
        .isEqualTo(
            new Problem(
                "PodsNotReady",
                "The agent's pods did not become ready: rest-server is Pending (0/3 nodes are available: insufficient memory)",
                "Make room on a node, or add one (kubectl describe nodes), then attach again"));
  }

  @Test
  void whatElseHelmSaysIsPassedOn() {
    assertThat(Problems.helm(Code.CLUSTER, "etcd is full", Map.of(), List.of()).code())
        .isEqualTo("HelmFailed");
    assertThat(Problems.helm(Code.CHART, "template: x", Map.of(), List.of()).code())
        .isEqualTo("HelmFailed");
    assertThat(Problems.helm(Code.TIMEOUT, "timed out", Map.of(), List.of(WELL)).code())
        .isEqualTo("HelmFailed");
    assertThat(
            Problems.helm(
                    Code.CLUSTER,
                    "ClusterRole exists: invalid ownership metadata",
                    Map.of(),
                    List.of())
                .code())
        .isEqualTo("AgentOwnedByOther");
  }
}
