package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void launcherIsBuiltAnewForItsProgramOnly(@TempDir Path module) throws IOException {
    var tools = new Tools(List.of(fakeGo(module)), Path.of(System.getProperty("java.home")));
    var image = new LauncherImage(module, tools);
    Files.writeString(module.resolve("go.mod"), "module launcher");
    Files.writeString(module.resolve("main.go"), "package main");
    var first = image.key();

    Files.writeString(module.resolve("main_test.go"), "package main");
    Files.writeString(
        Files.createDirectory(module.resolve("blobtest")).resolve("server.go"), "package blobtest");
    assertThat(image.key()).isEqualTo(first);

    Files.writeString(Files.createDirectory(module.resolve("run")).resolve("run.go"), "package r");
    assertThat(image.key()).isNotEqualTo(first);
    assertThat(image.name()).isEqualTo("launcher");
  }

  private static Path fakeGo(Path folder) throws IOException {
    var bin = Files.createDirectory(folder.resolve("bin"));
    var go = Files.writeString(bin.resolve("go"), "#!/bin/sh\necho go version\n");
    Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  @Test
  void imagesAreNamedByTheirKey() {
    var key = Key.of("test").key();
    assertThat(Image.named("pause", key)).isEqualTo("mooring.internal/pause:" + key.brief());
    assertThat(Build.cacheFolder(Map.of("MOORING_CACHE", "/tmp/c"))).isEqualTo(Path.of("/tmp/c"));
  }
}
