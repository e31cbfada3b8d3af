package dev.mooring.controlplane.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.Rig;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs and their history. */
final class JobsTest {
  private static final String COMPUTE = Rig.WORKSPACE + "/computes/k8s";
  private static final String JOBS = Rig.WORKSPACE + "/jobs";
  private static final String RUNS = "/history/v1.0" + Rig.WORKSPACE + "/runs";

  private Rig rig;
  private String agent;

  @BeforeEach
  void start() {
    rig = Rig.furnished();
    agent = rig.get(Rig.CLUSTER).json().at("/properties/agentId").asText();
    rig.call(
        "PUT",
        COMPUTE,
        "{\"properties\":{\"computeType\":\"Kubernetes\",\"resourceId\":\"" + Rig.CLUSTER + "\"}}");
    report(COMPUTE, "compute", row -> Draft.of(row).with(Row.State.SUCCEEDED, Optional.empty()));
    rig.call(
        "PUT",
        Rig.WORKSPACE + "/environments/env/versions/1",
        "{\"properties\":{\"image\":\"python:3.11\"}}");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private List<Claim> claim(String kind) {
    return rig.store.tasks().claim(Set.of(kind), Set.of(agent), Duration.ofMinutes(1), 10);
  }

  /** What a reconciler does: claims, writes what it saw, is done. */
  private void report(String id, String kind, Function<Row, Draft> seen) {
    var claim = claim(kind).getFirst();
    assertThat(claim.subject()).isEqualTo(ResourceId.of(id).key());
    rig.store
        .resources()
        .report(new Fence.OfClaim(claim), ResourceId.of(id), row -> Optional.of(seen.apply(row)));
    rig.store.tasks().finish(claim);
  }

  private void status(String name, String observed) {
    report(JOBS + "/" + name, "job", row -> Draft.of(row).withObserved(Json.parse(observed)));
  }

  private static ObjectNode body() {
    return Json.parse(
        """
        {"properties":{"jobType":"Command","displayName":"d","experimentName":"x",
         "command":"python train.py --lr ${{inputs.lr}} --out ${{ outputs.model }}",
         "environmentId":"azureml:%1$s/environments/env/versions/1","computeId":"%1$s/computes/K8S",
         "inputs":{"lr":{"jobInputType":"literal","value":"0.1"},
           "data":{"jobInputType":"uri_folder","uri":"azureml://datastores/workspaceblobstore/paths/d/"}},
         "outputs":{"model":{"jobOutputType":"uri_folder"}},
         "distribution":{"distributionType":"PyTorch","processCountPerInstance":1},
         "resources":{"instanceCount":2,"properties":{}},
         "limits":{"jobLimitsType":"Command","timeout":"PT1M"},
         "environmentVariables":{},"services":{},"tags":{"a":"b"},"properties":{},"isArchived":false,
         "newFieldOfALaterVersion":{"kept":true}}}
        """
            .formatted(Rig.WORKSPACE));
  }

  private Rig.Answer submit(String name) {
    return rig.call("PUT", JOBS + "/" + name, Json.write(body()));
  }

  @Test
  void jobIsKeptAsAskedAndHandedToItsAgent() {
    var put = submit("j1");

    assertThat(put.status()).isEqualTo(201);
    var job = rig.get(JOBS + "/j1").json();
    assertThat(job.path("id").asText()).isEqualTo(JOBS + "/j1");
    assertThat(job.at("/properties/status").asText()).isEqualTo("NotStarted");
    assertThat(job.at("/properties/newFieldOfALaterVersion/kept").asBoolean()).isTrue();
    assertThat(job.at("/properties/environmentId").asText()).startsWith("/subscriptions/");
    assertThat(job.at("/properties/outputs").has("default")).isFalse();
    // azure-ai-ml reads it without looking whether it is there.
    assertThat(job.at("/properties/services").isObject()).isTrue();
    assertThat(claim("job"))
        .singleElement()
        .satisfies(claim -> {
          assertThat(claim.subject()).isEqualTo(ResourceId.of(JOBS + "/j1").key());
          assertThat(claim.agent()).contains(agent);
        });
  }

  /** As azure-ai-ml 1.35 sends {@code compute="local"}: without a compute, and with a mark. */
  @Test
  void theSdksOwnMachineIsTheComputeOfThatName() {
    var body = body();
    var properties = (ObjectNode) body.path("properties");
    properties.remove("computeId");
    properties.withObject("/resources/properties/IsLocal").put("IsLocal", true);
    var refused = rig.call("PUT", JOBS + "/j1", Json.write(body));
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.json().at("/error/code").asText()).isEqualTo("ComputeNotFound");

    var local = Rig.WORKSPACE + "/computes/local";
    rig.call(
        "PUT",
        local,
        "{\"properties\":{\"computeType\":\"Kubernetes\",\"resourceId\":\"" + Rig.CLUSTER + "\"}}");
    report(local, "compute", row -> Draft.of(row).with(Row.State.SUCCEEDED, Optional.empty()));
    var taken = rig.call("PUT", JOBS + "/j1", Json.write(body));
    assertThat(taken.status()).isEqualTo(201);
    assertThat(taken.json().at("/properties/computeId").asText()).isEqualTo(local);
    assertThat(rig.call("PUT", JOBS + "/j1", Json.write(body)).status()).isEqualTo(200);
  }

  @Test
  void whatIsWrongWithAJobIsSaidBeforeItIsTaken() {
    assertRefused(p -> p.put("jobType", "Sweep"), 400, "JobTypeUnsupported");
    assertRefused(p -> p.putNull("command"), 400, "CommandMissing");
    assertRefused(p -> p.put("command", "${{inputs.nope}}"), 400, "ReferenceUnknown");
    assertRefused(p -> p.put("command", "${{secrets.x}}"), 400, "ReferenceUnknown");
    assertRefused(p -> p.remove("environmentId"), 400, "EnvironmentMissing");
    assertRefused(p -> p.put("environmentId", "env:1"), 400, "InvalidResourceId");
    assertRefused(
        p -> p.put("environmentId", Rig.WORKSPACE + "/environments/env/versions/9"),
        404,
        "EnvironmentNotFound");
    assertRefused(p -> p.put("codeId", Rig.WORKSPACE + "/codes/c/versions/1"), 404, "CodeNotFound");
    assertRefused(
        p -> p.put("codeId", Rig.WORKSPACE + "9/codes/c/versions/1"), 400, "InvalidResourceId");
    assertRefused(p -> p.remove("computeId"), 400, "ComputeMissing");
    assertRefused(p -> p.put("computeId", COMPUTE + "9"), 404, "ComputeNotFound");
    assertRefused(
        p -> p.putObject("distribution").put("distributionType", "Mpi"),
        400,
        "DistributionNotSupported");
    assertRefused(p -> p.putObject("resources").put("instanceCount", 0), 400, "CountInvalid");
    assertRefused(p -> p.putObject("limits").put("timeout", "soon"), 400, "TimeoutInvalid");
    assertRefused(
        p -> p.putObject("services").putObject("ssh").put("jobServiceType", "SSH"),
        400,
        "ServicesUnsupported");
  }

  @Test
  void inputsAndOutputsMustBeReachable() {
    assertRefused(p -> input(p, "mltable", "azureml://x"), 400, "InputTypeUnsupported");
    assertRefused(p -> input(p, "uri_file", "https://example.com/f"), 400, "InputUriUnsupported");
    assertRefused(
        p -> input(p, "uri_file", "azureml://datastores/nope/paths/f"), 404, "DatastoreNotFound");
    assertRefused(
        p -> p.putObject("outputs").putObject("o").put("jobOutputType", "mlflow_model"),
        400,
        "OutputTypeUnsupported");
    assertRefused(
        p -> p.putObject("outputs").putObject("../o").put("jobOutputType", "uri_folder"),
        400,
        "KeyInvalid");
  }

  private static void input(ObjectNode properties, String type, String uri) {
    properties.putObject("inputs").putObject("lr").put("jobInputType", type).put("uri", uri);
  }

  private void assertRefused(Consumer<ObjectNode> change, int status, String code) {
    var body = body();
    if (body.path("properties") instanceof ObjectNode properties) {
      change.accept(properties);
    }
    var refused = rig.call("PUT", JOBS + "/bad", Json.write(body));
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.nextStep()).isNotEmpty();
    assertThat(rig.get(JOBS + "/bad").code()).isEqualTo("JobNotFound");
  }

  @Test
  void nameMustBeLegal() {
    assertThat(rig.call("PUT", JOBS + "/a.b", Json.write(body())).code()).isEqualTo("InvalidName");
  }

  @Test
  void computeThatIsNotReadyTakesNoJob() {
    rig.call("DELETE", COMPUTE, "");

    var refused = submit("j1");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("ComputeNotReady");
  }

  @Test
  void onlyHowAJobIsShownMayChange() {
    submit("j1");

    assertThat(submit("j1").status()).isEqualTo(200);
    var shown = body();
    if (shown.path("properties") instanceof ObjectNode properties) {
      properties.put("isArchived", true).putObject("tags").put("c", "d");
    }
    var changed = rig.call("PUT", JOBS + "/j1", Json.write(shown)).json();
    assertThat(changed.at("/properties/isArchived").asBoolean()).isTrue();
    assertThat(changed.at("/properties/tags/c").asText()).isEqualTo("d");
    var other = rig.call("PUT", JOBS + "/J1", "{\"properties\":{\"command\":\"other\"}}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("JobExists");
  }

  @Test
  void listIsNewestFirstAndInPages() {
    for (var name : List.of("b", "c", "a")) {
      submit(name);
    }
    rig.call("PATCH", RUNS + "/c", "{\"hidden\":true}");

    var active = rig.get(JOBS + "?listViewType=ActiveOnly&$top=1").json();
    assertThat(active.at("/value/0/name").asText()).isEqualTo("a");
    var next = rig.get(active.path("nextLink").asText()).json();
    assertThat(next.at("/value/0/name").asText()).isEqualTo("b");
    assertThat(next.path("nextLink").isNull()).isTrue();
    assertThat(rig.get(JOBS + "?listViewType=All").json().path("value")).hasSize(3);
    assertThat(rig.get(JOBS + "?listViewType=ArchivedOnly").json().at("/value/0/name").asText())
        .isEqualTo("c");
    assertThat(rig.get(JOBS + "?$skiptoken=!").code()).isEqualTo("InvalidSkipToken");
  }

  @Test
  void cancelIsPolledUntilTheJobHasEnded() {
    submit("j1");
    status("j1", "{\"status\":\"Running\",\"sent\":true}");

    var accepted = rig.call("POST", JOBS + "/j1/cancel", "");

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(rig.get(accepted.header("Location")).status()).isEqualTo(202);
    var row = rig.store.resources().find(ResourceId.of(JOBS + "/j1")).orElseThrow();
    assertThat(row.observed().toString())
        .isEqualTo("{\"status\":\"CancelRequested\",\"sent\":true}");
    status("j1", "{\"status\":\"Canceled\"}");
    assertThat(rig.get(accepted.header("Location")).status()).isEqualTo(200);
    var late = rig.call("POST", JOBS + "/j1/cancel", "");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.code()).isEqualTo("JobAlreadyEnded");
    assertThat(late.json().at("/error/message").asText()).contains("Canceled");
  }

  @Test
  void onlyAnEndedJobIsDeleted() {
    submit("j1");
    assertThat(rig.call("DELETE", JOBS + "/j1", "").code()).isEqualTo("JobNotEnded");
    status("j1", "{\"status\":\"Completed\"}");

    assertThat(rig.call("DELETE", JOBS + "/j1", "").status()).isEqualTo(202);

    await().until(() -> rig.get(JOBS + "/j1").status() == 404);
    assertThat(rig.call("DELETE", JOBS + "/j1", "").status()).isEqualTo(204);
  }

  @Test
  void aComputeCanBeDetachedWhileAJobRunsThere() {
    submit("j1");
    status("j1", "{\"status\":\"Running\",\"sent\":true}");
    assertThat(rig.call("DELETE", COMPUTE, "").status()).isEqualTo(202);
  }

  @Test
  void detailsLeadToTheLogsAndSayWhyItFailed() {
    submit("j1");
    var account = rig.blobs.containers.iterator().next().split("/", -1)[0];
    var folder = account + "/azureml/ExperimentRun/dcid.j1/";
    for (var name :
        List.of("user_logs/std_log.txt", "retry-001/user_logs/std_log.txt", "outputs/m")) {
      rig.blobs.blobs.add(folder + name);
    }
    status(
        "j1",
        """
        {"status":"Failed","endTime":"2026-11-24T00:00:00Z","exitCode":3,
         "problem":{"code":"CommandFailed","message":"Exit code 3","nextStep":"Read the log"}}
        """);

    var details = rig.get(RUNS + "/j1/details?api-version=v1.0").json();

    assertThat(details.path("status").asText()).isEqualTo("Failed");
    assertThat(details.path("logFiles").size()).isEqualTo(2);
    assertThat(details.at("/logFiles/user_logs~1std_log.txt").asText())
        .startsWith("https://" + account + ".blob.core.m.test")
        .contains("sig=");
    assertThat(details.at("/error/error/code").asText()).isEqualTo("CommandFailed");
    var job = rig.get(JOBS + "/j1").json().path("properties");
    assertThat(job.at("/statusReason/nextStep").asText()).isEqualTo("Read the log");
    assertThat(job.path("exitCode").asInt()).isEqualTo(3);
  }

  @Test
  void historySpeaksTheRestOfItsPlane() {
    submit("j1");
    var experiment = "/history/v1.0" + Rig.WORKSPACE + "/experiments/x/runs/j1";

    rig.call("PATCH", experiment, "{\"tags\":{\"c\":\"d\",\"a\":null}}");

    var tags = rig.get(JOBS + "/j1").json().at("/properties/tags");
    assertThat(tags.toString()).isEqualTo("{\"c\":\"d\"}");
    var data = rig.call("POST", "/history/v1.0" + Rig.WORKSPACE + "/rundata", "{\"runId\":\"j1\"}");
    assertThat(data.json().at("/runMetadata/outputs").isObject()).isTrue();
    assertThat(rig.get(RUNS + "/j1/serviceinstances/0").json().path("instances").isObject())
        .isTrue();
    assertThat(rig.get(RUNS + "/j1/children").json().path("value").isEmpty()).isTrue();
    assertThat(rig.get(RUNS + "/nope/details").code()).isEqualTo("JobNotFound");
  }
}
