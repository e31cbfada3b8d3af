package dev.mooring.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated definitions, beside those that they stand in for. */
final class SchemasTest {
  /** kubectl keeps what was applied in an annotation, and annotations end at 256 KiB. */
  private static final int APPLICABLE = 256 * 1024;

  /**
   * Ours alone: the reason and the plan, and what the counting of restarts needs; of queues the
   * shares.
   */
  private static final Set<String> OUR_OWN =
      Set.of(
          "status.reason",
          "status.plan",
          "status.waiting",
          "status.waitingSince",
          "status.restarts",
          "spec.runPolicy.restartScope",
          "spec.placing",
          "status.deserved",
          "status.share");

  @ParameterizedTest
  @CsvSource({
    "pytorchjobs.kubeflow.org, kubeflow.org_pytorchjobs",
    "podgroups.scheduling.volcano.sh, scheduling.volcano.sh_podgroups",
    "queues.scheduling.volcano.sh, scheduling.volcano.sh_queues",
    "tfjobs.kubeflow.org, kubeflow.org_tfjobs",
    "mpijobs.kubeflow.org, kubeflow.org_mpijobs and kubeflow.org_mpijobs_v2beta1",
    "amljobs.amlarc.azureml.com, ours alone"
  })
  void aDefinitionIsSmallEnoughForKubectlApply(String ours, String ignored) throws IOException {
    assertThat(generated(ours).length()).isLessThan(APPLICABLE / 10);
  }

  @ParameterizedTest
  @CsvSource({
    "pytorchjobs.kubeflow.org, kubeflow.org_pytorchjobs",
    "tfjobs.kubeflow.org, kubeflow.org_tfjobs",
    "podgroups.scheduling.volcano.sh, scheduling.volcano.sh_podgroups",
    "queues.scheduling.volcano.sh, scheduling.volcano.sh_queues",
    "podgroups.scheduling.x-k8s.io, scheduling.x-k8s.io_podgroups"
  })
  void everyFieldIsUpstreamsOfTheSameType(String ours, String upstream) throws IOException {
    // Others' files are not part of the tree; they may lie beside it.
    var folder =
        Path.of(
            Optional.ofNullable(System.getenv("MOORING_UPSTREAM_CRDS"))
                .orElse("../../shared/data/upstream-crds"));
    assumeTrue(
        Files.isDirectory(folder),
        "No upstream CRDs to compare with in %s; MOORING_UPSTREAM_CRDS names their folder"
            .formatted(folder));
    var theirs = Files.readString(folder.resolve(upstream + ".yaml"));
    var strangers = new ArrayList<String>();
    compare(schema(generated(ours)), schema(theirs), "", strangers);
    assertThat(strangers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "waiting"})
  void whatIsWrittenAsAWholeHasOneOwner(String field) throws IOException {
    var status = schema(generated("podgroups.scheduling.volcano.sh")).at("/properties/status");
    assertThat(status.at("/properties/" + field + "/x-kubernetes-map-type").asText())
        .isEqualTo("atomic");
  }

  private static void compare(JsonNode ours, JsonNode theirs, String path, List<String> strangers) {
    for (var field : ours.path("properties").properties()) {
      var here = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      var other = theirs.path("properties").path(field.getKey());
      // Upstream's replica types are keys of a map.
      other = other.isMissingNode() ? theirs.path("additionalProperties") : other;
      if (OUR_OWN.contains(here)) {
        continue;
      }
      if (!other.path("type").equals(field.getValue().path("type"))) {
        strangers.add(
            "%s: %s, upstream %s"
                .formatted(here, field.getValue().path("type"), other.path("type")));
      }
      compare(field.getValue(), other, here, strangers);
      compare(field.getValue().path("items"), other.path("items"), here + "[]", strangers);
      compare(
          field.getValue().path("additionalProperties"),
          other.path("additionalProperties"),
          here + "{}",
          strangers);
    }
  }

  private static JsonNode schema(String crd) {
    return Serialization.unmarshal(crd, JsonNode.class)
        .at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static String generated(String name) throws IOException {
    var path = "/META-INF/fabric8/" + name + "-v1.yml";
    try (var yaml = Objects.requireNonNull(SchemasTest.class.getResourceAsStream(path), path)) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
