package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WatchesTest {

  @Test
  void whatContainersRunIsLeftOutAndWhatTheyAskForStays() {
    var trimmed = Watches.trimPod(pod(container(true)));

    assertThat(trimmed).isEqualTo(pod(container(false)));
  }

  private static Pod pod(Container container) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .addToAnnotations("kept", "yes")
        .endMetadata()
        .withNewSpec()
        .withInitContainers(container)
        .withContainers(container)
        .addNewVolume()
        .withName("data")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .build();
  }

  private static Container container(boolean whole) {
    var container =
        new ContainerBuilder()
            .withName("c")
            .withRestartPolicy("Always")
            .addNewPort()
            .withHostPort(80)
            .endPort()
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("1")))
            .endResources();
    if (whole) {
      container
          .withCommand("sh", "-c")
          .withArgs("run")
          .addNewEnv()
          .withName("A")
          .withValue("b")
          .endEnv()
          .addNewVolumeMount()
          .withName("data")
          .withMountPath("/data")
          .endVolumeMount()
          .withNewReadinessProbe()
          .withPeriodSeconds(5)
          .endReadinessProbe();
    }
    return container.build();
  }
}
