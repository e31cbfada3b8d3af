package dev.mooring.cluster.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobLabels;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrimmingTest {
  private static final Service SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withName("mnist-worker-0")
          .withNamespace("team")
          .withUid("7")
          .withResourceVersion("42")
          .addToLabels(JobLabels.JOB_NAME, "mnist")
          .addToLabels("training.kubeflow.org/replica-type", "worker")
          .addToAnnotations("seen", "by someone")
          .addNewOwnerReference()
          .withUid("1")
          .endOwnerReference()
          .endMetadata()
          .withNewSpec()
          .withClusterIP("None")
          .endSpec()
          .withNewStatus()
          .endStatus()
          .build();

  @Test
  void ofAServiceItsNameItsJobAndItsOwnersAreLeft() {
    var left = Trimming.of(Service.class).apply(new ServiceBuilder(SERVICE).build());

    assertThat(left.getSpec()).isNull();
    assertThat(left.getStatus()).isNull();
    var metadata = left.getMetadata();
    assertThat(metadata.getName()).isEqualTo("mnist-worker-0");
    assertThat(metadata.getNamespace()).isEqualTo("team");
    assertThat(metadata.getUid()).isEqualTo("7");
    assertThat(metadata.getResourceVersion()).isEqualTo("42");
    assertThat(metadata.getLabels()).isEqualTo(Map.of(JobLabels.JOB_NAME, "mnist"));
    assertThat(metadata.getAnnotations()).isEmpty();
    assertThat(metadata.getOwnerReferences()).isEqualTo(SERVICE.getMetadata().getOwnerReferences());
  }

  @Test
  void aServiceThatLostItsLabelIsRemembered() {
    var bare = new ServiceBuilder(SERVICE).editMetadata().withLabels(Map.of()).endMetadata();

    assertThat(Trimming.of(Service.class).apply(bare.build()).getMetadata().getLabels()).isEmpty();
  }
}
