package dev.mooring.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cli.explain.Explanation;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.embedded.PlatformAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class CommandsTest {
  private static final Duration TOOK = Duration.ofMillis(26_540);

  private static Verdict verdict(double trained, double scored) {
    return Verdict.of(
        new DigitsDemo.Result("digits-abc", OptionalDouble.of(trained), OptionalDouble.of(scored)),
        0.93,
        TOOK);
  }

  @Test
  void theDemoIsFineOnlyIfBothAccuraciesAreGoodAndTheSame() {
    assertThat(verdict(0.9694, 0.9694))
        .isEqualTo(new Verdict(true, "DEMO OK job=digits-abc accuracy=0.9694 seconds=26.5"));
    assertThat(verdict(0.9694, 0.9693).passed()).isTrue();
    assertThat(verdict(0.9694, 0.9692).line())
        .startsWith("DEMO FAILED job=digits-abc: its model scores 0.9692 where the training told");
    assertThat(verdict(0.9, 0.9).line()).contains("accuracy 0.9000 is below 0.9300");
    var silent = new DigitsDemo.Result("j", OptionalDouble.of(1), OptionalDouble.empty());
    assertThat(Verdict.of(silent, 0.93, TOOK).line())
        .contains("the scoring's log tells no accuracy");
  }

  @Test
  void accuraciesAreReadFromBothLogs() {
    assertThat(DigitsDemo.accuracy("evaluation accuracy=0.9694 correct=349 total=360"))
        .hasValue(0.9694);
    assertThat(DigitsDemo.accuracy("score accuracy=1.0000 correct=360 total=360")).hasValue(1.0);
    assertThat(DigitsDemo.accuracy("epoch 1/20 loss=1.0")).isEmpty();
  }

  @Test
  void everyGroupHasItsCommands() {
    var line = new CommandLine(Moor.class);
    assertThat(names(line, "cluster")).contains("register", "list", "show", "delete");
    assertThat(names(line, "workspace")).contains("create", "list", "show", "delete");
    assertThat(names(line, "compute")).contains("attach", "list", "show", "detach");
    assertThat(names(line, "job"))
        .contains("create", "list", "show", "stream", "cancel", "download");
    assertThat(names(line, "agent")).contains("status");
    assertThat(names(line, "queue")).contains("list", "show");
    assertThat(names(line, "explain")).contains("job");
    assertThat(names(line, "bench"))
        .contains("submit", "training", "memory", "scheduling", "occupancy", "explain");
  }

  @Test
  void theSchedulersMeasurementTakesItsOptionsInAnyCase() {
    var line = new CommandLine(Moor.class).setCaseInsensitiveEnumValuesAllowed(true);
    for (var words :
        List.of(
            List.of("bench", "scheduling"),
            List.of(
                "bench",
                "scheduling",
                "--shapes",
                "10x3,5x5",
                "--nodes",
                "10",
                "--peers",
                "mooring",
                "--rounds",
                "WARM"))) {
      assertThat(line.parseArgs(words.toArray(String[]::new)).errors()).isEmpty();
    }
    assertThatThrownBy(() -> line.parseArgs("bench", "scheduling", "--peers", "nobody"))
        .hasMessageContaining("nobody");
  }

  private static java.util.Set<String> names(CommandLine line, String group) {
    return Objects.requireNonNull(line.getSubcommands().get(group)).getSubcommands().keySet();
  }

  @Test
  void theEnvironmentIsWhatSdksRead() {
    var access =
        new PlatformAccess(
            "mooring.internal",
            "https://arm.mooring.internal:8443",
            Path.of("/ca"),
            Path.of("/bundle"),
            "id",
            "secret");
    assertThat(EnvCommand.exports(EnvCommand.of(access)))
        .contains(
            "export REQUESTS_CA_BUNDLE='/bundle'\n",
            "export ARM_CLOUD_METADATA_URL='https://arm.mooring.internal:8443/metadata/endpoints?api-version=2019-05-01'\n",
            "export AZURE_AUTHORITY_HOST='https://arm.mooring.internal:8443'\n",
            "export AZURE_TENANT_ID='adfs'\n",
            "export AZURE_ML_WORKSPACE='main'\n",
            "export AZURE_ML_COMPUTE='local'\n");
  }

  @Test
  void podsAreToldOnceAState() throws JsonProcessingException {
    var told = new HashMap<String, Computes.AgentPod>();
    var waits =
        compute(
            "{\"name\":\"r-1\",\"component\":\"rest-server\",\"state\":\"Pending\",\"trouble\":\"no image\"}");
    assertThat(Computes.news(waits, told))
        .containsExactly("  %-32s Pending: no image".formatted("rest-server"));
    assertThat(Computes.news(waits, told)).isEmpty();
    var runs =
        compute(
            "{\"name\":\"r-1\",\"component\":\"rest-server\",\"state\":\"Running\",\"trouble\":\"\"}");
    assertThat(Computes.news(runs, told))
        .containsExactly("  %-32s Running".formatted("rest-server"));
    assertThat(AgentCommand.text(List.of(runs)))
        .contains("Agent of compute c", "rest-server", "Running");
  }

  @Test
  void anAgentsStatusSaysWhenItWasSeenAndWhetherThatIsThePresent() throws JsonProcessingException {
    assertThat(status("{\"agent\":\"Connected\",\"lastSeen\":\"2026-11-24T10:00:00.123456Z\"}"))
        .contains("Agent of compute c: Connected, last seen 2026-11-24T10:00:00Z\n")
        .doesNotContain("!");
    assertThat(
            status(
                """
                {"agent":"NotConnected","lastSeen":"2026-11-24T10:00:00Z","pods":
                [{"name":"r-1","component":"rest-server","state":"Running","trouble":""}],
                "reason":{"code":"AgentNotConnected","message":"It is silent","nextStep":"Look"}}
                """))
        .contains(
            """
            Agent of compute c: NotConnected, last seen 2026-11-24T10:00:00Z
            ! It is silent. Next: Look
            """,
            "rest-server");
    assertThat(status("{}")).as("of an earlier platform").contains("Agent of compute c\n");
  }

  private static String status(String mooring) throws JsonProcessingException {
    var compute =
        new ObjectMapper()
            .readTree("{\"name\":\"c\",\"properties\":{\"mooring\":%s}}".formatted(mooring));
    return AgentCommand.text(List.of(compute));
  }

  private static com.fasterxml.jackson.databind.JsonNode compute(String pod)
      throws JsonProcessingException {
    return new ObjectMapper()
        .readTree("{\"name\":\"c\",\"properties\":{\"mooring\":{\"pods\":[%s]}}}".formatted(pod));
  }

  @Test
  void tablesAreBrief() {
    var table =
        Table.of(
            new Table.Column("CLUSTER", "/id"),
            new Table.Column("CREATED", "/at"),
            new Table.Column("REASON", "/why"));
    var row =
        new ObjectMapper()
            .createObjectNode()
            .put("id", "/subscriptions/s/resourceGroups/g/providers/P/clusters/local")
            .put("at", "2026-11-24T21:25:50.226541Z")
            .put("why", "exit code 3;\nlast words");
    assertThat(table.text(List.of(row)).lines())
        .last()
        .isEqualTo("local    2026-11-24T21:25:50Z  exit code 3; last words");
  }

  @Test
  void resultsAreTablesJsonOrYaml() throws JsonProcessingException {
    var job = new ObjectMapper().readTree("{\"name\":\"a\",\"n\":null}");
    var table = Table.of(new Table.Column("NAME", "/name"), new Table.Column("N", "/n"));
    assertThat(table.text(List.of(job))).isEqualTo("NAME  N\na     -\n");
    assertThat(OutputOption.text(OutputOption.Format.JSON, job, () -> ""))
        .contains("\"name\" : \"a\"");
    assertThat(OutputOption.text(OutputOption.Format.YAML, job, () -> "")).contains("name: \"a\"");
  }

  @Test
  void accountsAreTheLastPartOfTheirIds() throws JsonProcessingException {
    var workspace =
        new ObjectMapper()
            .readTree(
                "{\"properties\":{\"storageAccount\":\"/s/storageAccounts/moor0123456789\"}}");
    assertThat(Workspaces.accounts(List.of(workspace))).containsExactly("moor0123456789");
    assertThat(Workspaces.accounts(List.of(new ObjectMapper().readTree("{}")))).isEmpty();
  }

  @Test
  void kubeconfigsMustCarryAllInside() {
    var whole = "clusters: [{name: a, cluster: {server: x}}]\nusers: []\n";
    assertThatCode(() -> RegisteredClusters.check(Path.of("k"), whole)).doesNotThrowAnyException();
    assertThatThrownBy(() ->
            RegisteredClusters.check(
                Path.of("k"),
                "clusters: [{cluster: {certificate-authority: /a/ca.crt}}]\nusers: [{user: {client-key: /a/k}}]\n"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("/a/ca.crt, /a/k")
        .hasMessageContaining("--flatten");
    assertThatThrownBy(() -> RegisteredClusters.check(Path.of("k"), "a: b"))
        .hasMessageContaining("names no cluster");
  }

  @Test
  void nothingOfTheEnvironmentIsLost() {
    assertThat(EnvCommand.exports(Map.of("A", "b c"))).isEqualTo("export A='b c'\n");
  }

  @Test
  void aQueueShowsEachResourceOfWhichThereIsAnything() throws JsonProcessingException {
    var queue =
        new ObjectMapper()
            .readTree(
                """
                {"spec": {"capability": {"cpu": "8", "nvidia.com/tpu": "0"}, "guarantee": {"resource": {"memory": "1Gi"}}},
                 "status": {"allocated": {"cpu": "1500m", "nvidia.com/gpu": "3"},
                            "deserved": {"memory": "1610612736", "ephemeral-storage": "0",
                                         "hugepages-2Mi": "0", "odd": "many"}}}
                """);
    assertThat(QueueCommand.amounts(queue).lines())
        .containsExactly(
            "",
            "RESOURCE        CAPABILITY  GUARANTEE  DESERVED  ALLOCATED",
            "cpu             8           -          -         1.5",
            "memory          -           1024 Mi    1536 Mi   -",
            "nvidia.com/gpu  -           -          -         3",
            "nvidia.com/tpu  0           -          -         -",
            "odd             -           -          many      -");
  }

  @Test
  void aQueueBelowAClosedOneSaysWhichThatIs() throws JsonProcessingException {
    var closed = "\"annotations\": {\"scheduling.mooring.dev/closed\": \"true\"}";
    var queue =
        """
        {"metadata": {"name": "%s", %s}, "spec": {"parent": "%s"}, "status": {"state": "%s"}}
        """;
    var all =
        new ObjectMapper()
            .readTree(
                "[%s, %s, %s]"
                    .formatted(
                        queue.formatted("lab", closed, "", "Closing"),
                        queue.formatted("vision", "\"annotations\": {}", "lab", "Closed"),
                        queue.formatted("old", closed, "vision", "Closed")));
    var queues = List.of(all.get(0), all.get(1), all.get(2));
    assertThat(QueueCommand.table(queues, queues))
        .containsPattern("(?m)^lab +- +Closing +-")
        .containsPattern("(?m)^vision +lab +Closed \\(lab is closed\\) +-")
        .containsPattern("(?m)^old +vision +Closed +-");
    assertThat(QueueCommand.closing(all.get(1), queues))
        .contains("'lab' above it is closed")
        .contains("kubectl annotate queue lab scheduling.mooring.dev/closed-");
    for (var itself : List.of(all.get(0), all.get(2))) {
      assertThat(QueueCommand.closing(itself, queues)).isEmpty();
    }
  }

  @Test
  void anExplanationBeginsWithTheReasonAndWhatNext() {
    var why = new Explanation.Because("InsufficientResources", "3 of 4 fit", "Free a GPU");
    var explanation =
        new Explanation(
            "lab",
            "digits",
            List.of(new Explanation.Level("PodGroup", "Pending", why)),
            new Explanation.QueuePlace("vision", "Open", true, 2, 5),
            List.of(new Explanation.PodPart("digits-worker-0", "Pending", "", "3 of 4 fit")),
            why);
    assertThat(ExplainCommand.text(explanation).lines())
        .containsExactly(
            "InsufficientResources: 3 of 4 fit",
            "Next: Free a GPU",
            "",
            "LEVEL         STATE    REASON",
            "PodGroup      Pending  3 of 4 fit",
            "Queue vision  Open     2 of 5 that wait",
            "",
            "POD              PHASE    NODE  REASON",
            "digits-worker-0  Pending  -     3 of 4 fit");
  }

  @ParameterizedTest
  @CsvSource({
    "true, 0, waits; the scheduler has not said at which place",
    "true, 2, 2 of 5 that wait",
    "false, 0, -"
  })
  void aPlaceInTheQueueIsToldAsFarAsItIsKnown(boolean waits, int position, String told) {
    var queue = new Explanation.QueuePlace("vision", "Open", waits, position, 5);
    var why = new Explanation.Because("Why", "why", "");
    var explanation = new Explanation("lab", "digits", List.of(), queue, List.of(), why);
    assertThat(ExplainCommand.text(explanation)).contains("Queue vision  Open   " + told);
  }
}
