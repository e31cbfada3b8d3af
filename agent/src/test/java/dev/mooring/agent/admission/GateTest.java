package dev.mooring.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cluster.admission.KnownQueue;
import dev.mooring.cluster.admission.QueueBook;
import dev.mooring.crd.QueueSpec;
import dev.mooring.training.GangFrontEnd;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GateTest {
  static final QueueBook BOOK =
      new QueueBook() {
        @Override
        public List<KnownQueue> queues() {
          return List.of(
              new KnownQueue("default", QueueSpec.DEFAULT, false),
              new KnownQueue("old", QueueSpec.DEFAULT, true));
        }

        @Override
        public List<KnownQueue> queuesNow() {
          return Stream.concat(
                  queues().stream(), Stream.of(new KnownQueue("new", QueueSpec.DEFAULT, false)))
              .toList();
        }

        @Override
        public long gangsIn(String queue) {
          return queue.equals("old") ? 2 : 0;
        }
      };

  static final Gate GATE = new Gate(BOOK, JobRules.of(GangFrontEnd.OURS, "launcher:1", ""));

  private static final String JOB =
      """
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: digits, namespace: lab}
      spec:
        runPolicy: {schedulingPolicy: {queue: QUEUE}}
        pytorchReplicaSpecs:
          Worker:
            replicas: 2
            template:
              spec:
                containers: [{name: CONTAINER, image: train:1}]
      """;

  private static String review(String operation, String kind, String object, String before) {
    var tree = new ObjectMapper().createObjectNode().put("apiVersion", "admission.k8s.io/v1");
    var request =
        tree.put("kind", "AdmissionReview")
            .putObject("request")
            .put("uid", "u1")
            .put("operation", operation)
            .put("name", "digits");
    request.putObject("kind").put("kind", kind);
    request.set("object", node(object));
    request.set("oldObject", node(before));
    return tree.toString();
  }

  private static JsonNode node(String yaml) {
    return yaml.isEmpty()
        ? new ObjectMapper().nullNode()
        : Serialization.unmarshal(yaml, JsonNode.class);
  }

  private static JsonNode validated(String operation, String kind, String object, String before)
      throws IOException {
    var review =
        Review.read(review(operation, kind, object, before).getBytes(StandardCharsets.UTF_8));
    return new ObjectMapper().readTree(review.answer(GATE.rule(review))).path("response");
  }

  private static String job(String queue, String container) {
    return JOB.replace("QUEUE", queue).replace("CONTAINER", container);
  }

  @Test
  void jobThatItsOperatorWouldRunIsAllowed() throws IOException {
    var answer = validated("CREATE", "PyTorchJob", job("default", "pytorch"), "");
    assertThat(answer.path("allowed").asBoolean()).as(answer.toString()).isTrue();
    assertThat(answer.path("uid").asText()).isEqualTo("u1");
  }

  @Test
  void jobIsToldTheOperatorsReason() throws IOException {
    var answer = validated("CREATE", "PyTorchJob", job("default", "main"), "");
    assertThat(answer.path("allowed").asBoolean(true)).isFalse();
    assertThat(answer.at("/status/code").asInt()).isEqualTo(422);
    assertThat(answer.at("/status/message").asText()).contains("pytorch");
  }

  @Test
  void jobForAClosedQueueIsTurnedAwayButOneThatIsThereCanBeChanged() throws IOException {
    var answer = validated("CREATE", "PyTorchJob", job("old", "pytorch"), "");
    assertThat(answer.at("/status/message").asText()).startsWith("Queue 'old' is closed");
    var changed = job("old", "pytorch").replace("replicas: 2", "replicas: 3");
    assertThat(
            validated("UPDATE", "PyTorchJob", changed, job("old", "pytorch"))
                .path("allowed")
                .asBoolean())
        .isTrue();
  }

  @Test
  void jobForAQueueWhoseEventHasNotComeYetIsAllowed() throws IOException {
    var answer = validated("CREATE", "PyTorchJob", job("new", "pytorch"), "");
    assertThat(answer.path("allowed").asBoolean()).as(answer.toString()).isTrue();
    assertThat(
            validated("CREATE", "PyTorchJob", job("none", "pytorch"), "")
                .at("/status/message")
                .asText())
        .startsWith("There is no queue 'none'; name one of 'default', 'new', 'old'");
  }

  @Test
  void whatIsWrongAlreadyCanBeLabelledAndLetGo() throws IOException {
    var wrong = job("default", "main");
    var labelled = wrong.replace("{name: digits", "{labels: {a: b}, name: digits");
    assertThat(validated("UPDATE", "PyTorchJob", labelled, wrong).path("allowed").asBoolean())
        .isTrue();
    var going =
        wrong
            .replace("{name: digits", "{deletionTimestamp: '2026-11-28T10:00:00Z', name: digits")
            .replace("replicas: 2", "replicas: 3");
    assertThat(validated("UPDATE", "PyTorchJob", going, wrong).path("allowed").asBoolean())
        .isTrue();
  }

  @Test
  void queueThatCannotBeReadIsRefusedWithTheRecordsWords() throws IOException {
    var answer =
        validated(
            "CREATE",
            "Queue",
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: digits}
            spec: {weight: 0}
            """,
            "");
    assertThat(answer.at("/status/message").asText()).contains("weight is not within 1 and 65535");
  }

  @Test
  void groupMovesBetweenQueuesOnlyWhileItWaits() throws IOException {
    var group =
        """
        apiVersion: scheduling.volcano.sh/v1beta1
        kind: PodGroup
        metadata: {name: digits, namespace: lab}
        spec: {minMember: 2, queue: old}
        status: {phase: PHASE}
        """;
    var to = group.replace("queue: old", "queue: default");
    var running = group.replace("PHASE", "Running");
    assertThat(
            validated("UPDATE", "PodGroup", to.replace("PHASE", "Running"), running)
                .at("/status/message")
                .asText())
        .startsWith("PodGroup 'digits' was let into queue 'old' already");
    var pending = group.replace("PHASE", "Pending");
    assertThat(
            validated("UPDATE", "PodGroup", to.replace("PHASE", "Pending"), pending)
                .path("allowed")
                .asBoolean())
        .isTrue();
  }

  @Test
  void queueWithoutSpecificationIsGivenTheDefaults() throws IOException {
    var queue =
        """
        apiVersion: scheduling.volcano.sh/v1beta1
        kind: Queue
        metadata: {name: digits}
        """;
    var review = Review.read(review("CREATE", "Queue", queue, "").getBytes(StandardCharsets.UTF_8));
    var response =
        new ObjectMapper().readTree(review.answer(Defaults.patch(review))).path("response");
    assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    var patch =
        new String(
            Base64.getDecoder().decode(response.path("patch").asText()), StandardCharsets.UTF_8);
    assertThat(patch)
        .isEqualTo(
            "[{\"op\":\"add\",\"path\":\"/spec\",\"value\":{\"weight\":1,\"parent\":\"root\"}}]");
  }
}
