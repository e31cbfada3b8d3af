package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ProductsTest {
  @Test
  void kubernetesVersionComesFromTheModule() {
    assertThat(KubernetesBinary.flags("require (\n\tk8s.io/kubernetes v1.36.3\n)"))
        .isEqualTo(
            "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3"
                + " -X k8s.io/component-base/version.gitMajor=1"
                + " -X k8s.io/component-base/version.gitMinor=36");
    assertThatThrownBy(() -> KubernetesBinary.flags("module embedded"))
        .hasMessageContaining("does not require k8s.io/kubernetes");
  }

  @Test
  void aMissingProgramIsNamedWithItsRemedy() {
    var tools = new Tools(List.of(Path.of("/nowhere")), Path.of(System.getProperty("java.home")));
    assertThatThrownBy(tools::go)
        .hasMessageStartingWith("'go' is missing, which builds the Kubernetes binary; install Go");
    assertThat(tools.javaVersion()).contains("JAVA_VERSION");
  }

  @Test
  void aMachineWithoutToolsLacksAllPackages() {
    var tools = new Tools(List.of(Path.of("/nowhere")), Path.of("/nowhere"));
    assertThat(new MachinePackages(tools).missing())
        .contains("containerd", "iproute2", "mmdebstrap")
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aFailingProgramSaysWhichAndHow() {
    var command = Command.of(Path.of("/"), "sh", "-c", "echo broken; exit 3").nice();
    assertThatThrownBy(command::output).hasMessage("'sh' ended with exit code 3: broken");
    assertThatThrownBy(() -> Command.of(Path.of("/"), "/no/such/program").output())
        .hasMessageStartingWith("Cannot run 'program'");
    assertThat(Command.of(Path.of("/"), "env").with("MOORING_TEST", "yes").output())
        .contains("MOORING_TEST=yes");
  }

  @Test
  void aProgramIsStoppedOnceItHasDoneItsPart() {
    var lines = new CopyOnWriteArrayList<String>();
    var said = new CountDownLatch(1);
    var command =
        Command.of(
            Path.of("/"), "sh", "-c", "trap 'echo bye; exit 7' TERM; echo hi; while :; do :; done");
    var code =
        command.runUntil(
            () -> {
              try {
                said.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            line -> {
              lines.add(line);
              if (line.equals("hi")) {
                said.countDown();
              }
            });
    assertThat(code).isEqualTo(7);
    assertThat(lines).endsWith("hi", "bye");
  }

  @Test
  void imagesAreNamedByTheirKey() {
    var key = Key.of("test").key();
    assertThat(Image.named("pause", key)).isEqualTo("mooring.internal/pause:" + key.brief());
    assertThat(Build.cacheFolder(Map.of("MOORING_CACHE", "/tmp/c"))).isEqualTo(Path.of("/tmp/c"));
  }
}
