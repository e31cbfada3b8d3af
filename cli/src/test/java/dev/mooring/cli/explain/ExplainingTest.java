package dev.mooring.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mooring.cli.explain.Explaining.Found;
import dev.mooring.cli.explain.Explanation.Because;
import dev.mooring.cli.explain.Explanation.Level;
import dev.mooring.cli.explain.Explanation.PodPart;
import dev.mooring.cli.explain.Explanation.QueuePlace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplainingTest {
  private static final JsonNode AML =
      yaml(
          """
          kind: AmlJob
          metadata:
            name: digits
            namespace: lab
            annotations: {amlarc.azureml.com/job-id: /subscriptions/s/jobs/digits_run}
          status: {phase: Queued}
          """);

  private static final JsonNode TRAINING =
      yaml(
          """
          kind: PyTorchJob
          metadata: {name: digits, namespace: lab}
          status: {conditions: [{type: Created, status: "True"}, {type: Running, status: "False"}]}
          """);

  private static final JsonNode GANG = waiting("digits", "10", "Pending", 2);

  private static JsonNode waiting(String name, String minute, String phase, int position) {
    return gang(
        name,
        minute,
        """
        {phase: %s, waiting: {needed: 2, fit: 0, position: %d},
         reason: {code: InsufficientResources, message: 3 of 4 fit, nextStep: Free a GPU}}\
        """
            .formatted(phase, position));
  }

  private static JsonNode gang(String name, String minute, String status) {
    return yaml(
        """
        kind: PodGroup
        metadata: {name: %s, namespace: lab, creationTimestamp: "2026-11-28T10:%s:00Z"}
        spec: {minMember: 2, queue: vision}
        status: %s
        """
            .formatted(name, minute, status));
  }

  private static QueuePlace place(JsonNode... gangs) {
    var queue = yaml("{metadata: {name: vision}, status: {state: Open}}");
    return Objects.requireNonNull(
        cluster(List.of(gangs), List.of(queue))
            .explain(new Found("lab", "digits"), List.of())
            .queue());
  }

  private static final JsonNode POD =
      yaml(
          """
          metadata:
            name: digits-worker-0
            namespace: lab
            annotations: {scheduling.k8s.io/group-name: digits}
          status:
            phase: Pending
            conditions: [{type: PodScheduled, status: "False", message: 3 of 4 fit}]
          """);

  private static JsonNode yaml(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(text, broken);
    }
  }

  private static Explaining cluster(List<JsonNode> gangs, List<JsonNode> queues) {
    return new Explaining(List.of(AML, TRAINING), gangs, queues);
  }

  @Test
  void jobIsFoundByItsNameInTheWorkspaceAndInTheCluster() {
    var explaining = cluster(List.of(GANG), List.of());
    assertThat(explaining.find("digits_run")).containsExactly(new Found("lab", "digits"));
    assertThat(explaining.find("digits")).containsExactly(new Found("lab", "digits"));
    assertThat(explaining.find("run")).isEmpty();
  }

  @Test
  void schedulersReasonAndThePlaceInTheQueueAreTold() {
    var queue = yaml("{metadata: {name: vision}, status: {state: Open}}");
    var explaining =
        cluster(
            List.of(
                GANG, waiting("older", "05", "Pending", 1), gang("runs", "01", "{phase: Running}")),
            List.of(queue));
    var explanation = explaining.explain(new Found("lab", "digits"), List.of(POD));
    var why = new Because("InsufficientResources", "3 of 4 fit", "Free a GPU");
    assertThat(explanation.levels())
        .containsExactly(
            new Level("AmlJob", "Queued", null),
            new Level("PyTorchJob", "Created", null),
            new Level("PodGroup", "Pending", why));
    assertThat(explanation.queue()).isEqualTo(new QueuePlace("vision", "Open", true, 2, 2));
    assertThat(explanation.pods())
        .containsExactly(new PodPart("digits-worker-0", "Pending", "", "3 of 4 fit"));
    assertThat(explanation.verdict()).isEqualTo(why);
  }

  /** Only Volcano's groups are named by an annotation; a job without a gang has its label alone. */
  @Test
  void podsOfAJobAreFoundByWhateverFrontEndTheirGangHas() {
    for (var label : List.of("scheduling.x-k8s.io/pod-group", "training.kubeflow.org/job-name")) {
      var pod =
          yaml(
              """
              metadata: {name: digits-worker-0, namespace: lab, labels: {%s: digits}}
              status: {phase: Pending}
              """
                  .formatted(label));
      var explanation =
          cluster(List.of(), List.of()).explain(new Found("lab", "digits"), List.of(pod));
      assertThat(explanation.pods()).extracting(PodPart::name).containsExactly("digits-worker-0");
    }
  }

  @Test
  void theNewestGangIsFirstWhenTheSchedulerSaysSo() {
    assertThat(
            place(
                waiting("digits", "10", "Pending", 1),
                waiting("older", "05", "Pending", 2),
                waiting("oldest", "04", "Inqueue", 3)))
        .isEqualTo(new QueuePlace("vision", "Open", true, 1, 3));
  }

  @Test
  void gangThatWasEvictedWaitsToo() {
    assertThat(place(waiting("digits", "10", "Unknown", 1), gang("new", "11", "{}")))
        .isEqualTo(new QueuePlace("vision", "Open", true, 1, 2));
  }

  @Test
  void whoeverIsAheadCountsAlsoIfNobodySeesHimHere() {
    assertThat(place(waiting("digits", "10", "Pending", 4)))
        .isEqualTo(new QueuePlace("vision", "Open", true, 4, 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{phase: Running}",
        "{phase: Inqueue, plan: {madeAt: now, seats: {u: n1}}}",
        "{phase: Completed, reason: {code: MissingMembers}, waiting: {position: 1}}"
      })
  void gangThatHasItsSeatsOrHasEndedDoesNotWait(String status) {
    assertThat(place(gang("digits", "10", status), waiting("other", "11", "Pending", 1)))
        .isEqualTo(new QueuePlace("vision", "Open", false, 0, 1));
  }

  @Test
  void queueThatIsNotThereIsTheReasonWhenNobodyGaveOne() {
    var gang = yaml("{metadata: {name: digits, namespace: lab}, spec: {queue: gone}}");
    var explanation =
        cluster(List.of(gang), List.of()).explain(new Found("lab", "digits"), List.of());
    assertThat(explanation.verdict().message()).isEqualTo("There is no queue 'gone'");
    assertThat(explanation.queue()).isEqualTo(new QueuePlace("gone", "Missing", true, 0, 1));
  }

  @Test
  void withoutAnyTroubleNothingIsInItsWay() {
    var explanation = cluster(List.of(), List.of()).explain(new Found("lab", "digits"), List.of());
    assertThat(explanation.queue()).isNull();
    assertThat(explanation.verdict().code()).isEqualTo("NothingInTheWay");
  }

  @ParameterizedTest
  @CsvSource({
    "Succeeded, Ended, It waits for nothing; it has ended: Succeeded",
    "Running, Running, It runs",
    "Created, NothingInTheWay, Nothing is known to be in its way"
  })
  void whatWaitsForNothingIsToldHowItIs(String condition, String code, String message) {
    var job =
        yaml(
            "{kind: PyTorchJob, metadata: {name: digits, namespace: lab},"
                + " status: {conditions: [{type: %s, status: 'True'}]}}".formatted(condition));
    var explanation =
        new Explaining(List.of(job), List.of(), List.of())
            .explain(new Found("lab", "digits"), List.of());
    assertThat(explanation.verdict()).isEqualTo(new Because(code, message, ""));
  }
}
