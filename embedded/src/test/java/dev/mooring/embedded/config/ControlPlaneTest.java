package dev.mooring.embedded.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ControlPlaneTest {
  private static final Layout LAYOUT = new Layout("lab", 2, 3);
  private static final Folders FOLDERS = new Folders(Path.of("/state"), Path.of("/run/lab"));

  private static final SupervisorSpec SPEC =
      ControlPlane.spec(LAYOUT, FOLDERS, Path.of("/bin/moor-k8s"));

  @Test
  void programsStartInTheOrderInWhichTheyNeedEachOther() {
    assertThat(SPEC.processes())
        .extracting(SupervisorSpec.Program::name)
        .containsExactly(
            "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "coredns");
  }

  @Test
  void nothingListensOnAnAddressThatOthersReach() {
    for (var program : SPEC.processes()) {
      assertThat(program.args())
          .as(program.name())
          .filteredOn(arg -> arg.matches("--(bind-address|listen-(client|peer)-urls)=.*"))
          .allMatch(arg -> arg.contains("10.249.2.1") || arg.contains("127.77.2.1"));
    }
    assertThat(ControlPlane.corefile(LAYOUT, FOLDERS))
        .contains("bind 10.249.2.1")
        .doesNotContain("forward");
  }

  @Test
  void namesOfThePlatformAreTheHostsAddress() {
    assertThat(ControlPlane.corefile(LAYOUT, FOLDERS))
        .contains("kubeconfig /state/pki/coredns.conf", "ready 127.77.2.1:8181")
        .contains("lab.mooring.internal:53 {", "answer \"{{ .Name }} 30 IN A 10.249.2.1\"");
  }

  @Test
  void etcdKeepsItsFsync() {
    assertThat(SPEC.processes().getFirst().args()).noneMatch(arg -> arg.contains("fsync"));
  }

  @Test
  void clientsOfTheApiServerAreAuthorized() {
    assertThat(SPEC.processes().get(1).args())
        .contains("--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction")
        .anyMatch(arg -> arg.startsWith("--client-ca-file="));
  }
}
