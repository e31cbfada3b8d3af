package dev.mooring.training.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.training.Fixtures;
import dev.mooring.training.JobPlan;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is made, read as the API server gets it: {@code src/test/resources/golden}. */
final class ManifestsTest {
  private static final JobPlan PLAN = Fixtures.plan(read("job.yaml"));

  @Test
  void pods() {
    assertThat(
            PLAN.replicas().stream()
                .map(replica -> Serialization.asYaml(Pods.of(PLAN, replica)))
                .collect(Collectors.joining()))
        .isEqualTo(read("pods.yaml"));
  }

  @Test
  void services() {
    assertThat(
            PLAN.rules().services(PLAN).stream()
                .map(service -> Serialization.asYaml(Services.of(PLAN, service)))
                .collect(Collectors.joining()))
        .isEqualTo(read("services.yaml"));
  }

  @Test
  void podGroup() {
    assertThat(Serialization.asYaml(PodGroups.of(PLAN).orElseThrow()))
        .isEqualTo(read("podgroup.yaml"));
  }

  @Test
  void theTemplateIsNotChanged() {
    var before = Serialization.asYaml(PLAN.replicas().getFirst().role().template());
    Pods.of(PLAN, PLAN.replicas().getFirst());
    assertThat(Serialization.asYaml(PLAN.replicas().getFirst().role().template()))
        .isEqualTo(before);
  }

  private static String read(String name) {
    var resource =
        Objects.requireNonNull(ManifestsTest.class.getResourceAsStream("/golden/" + name), name);
    try (resource) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new AssertionError(name, broken);
    }
  }
}
