package dev.mooring.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cli.rest.FakePlatform.Says;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArmTest {
  private static final String JOB = Scope.MAIN.jobId("j").toString();

  @TempDir private Path folder = Path.of("unset");
  private FakePlatform platform = new FakePlatform();
  private Arm arm = new Arm(platform.target(Path.of("/dev/null")));

  @BeforeEach
  void start() {
    arm.close();
    platform.close();
    platform = new FakePlatform();
    arm = new Arm(platform.target(FakePlatform.authorities(folder)));
  }

  @AfterEach
  void stop() {
    arm.close();
    platform.close();
  }

  @Test
  void oneTokenServesManyCalls() {
    platform.on("GET", JOB, Says.json(200, "{\"name\":\"j\"}"));
    arm.get(Scope.MAIN.jobId("j"));
    arm.get(Scope.MAIN.jobId("j"));
    assertThat(platform.asked("POST", "/adfs/oauth2/token"))
        .singleElement()
        .satisfies(asked ->
            assertThat(asked.body())
                .contains("grant_type=client_credentials", "client_id=client", "scope=http%3A"));
    assertThat(platform.asked("GET", JOB))
        .allSatisfy(
            asked -> assertThat(asked.headers()).containsEntry("Authorization", "Bearer t1"))
        .allSatisfy(asked -> assertThat(asked.uri().getQuery()).startsWith("api-version=20"));
  }

  @Test
  void aTokenThatThePlatformForgotIsAskedForAnew() {
    platform.on("GET", JOB, Says.json(401, "{}"), Says.json(200, "{\"name\":\"j\"}"));
    assertThat(arm.get(Scope.MAIN.jobId("j")).path("name").asText()).isEqualTo("j");
    assertThat(platform.asked("POST", "/adfs/oauth2/token")).hasSize(2);
  }

  @Test
  void aWrongClientIsToldWhatToDo() {
    platform.on("POST", "/adfs/oauth2/token", Says.json(401, "{\"error\":\"invalid_client\"}"));
    assertThatThrownBy(() -> arm.get(Scope.MAIN.jobId("j")))
        .hasMessageStartingWith("NotSignedIn: ")
        .hasMessageContaining("invalid_client")
        .hasMessageContaining("./moor env");
  }

  @Test
  void errorsKeepTheirCodeMessageAndNextStep() {
    platform.on(
        "PUT",
        JOB,
        Says.json(
            400,
            """
            {"error":{"code":"NoCompute","message":"there is no compute. Next: attach one",
             "target":null,"details":[],
             "additionalInfo":[{"type":"NextStep","info":{"nextStep":"attach one"}}]}}
            """));
    assertThatThrownBy(() -> arm.put(Scope.MAIN.jobId("j"), Json.object()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ProblemException.Kind.REFUSED);
              assertThat(e.problem().message()).isEqualTo("there is no compute");
              assertThat(e.problem().nextStep()).isEqualTo("attach one");
            })
        .hasMessage("NoCompute: there is no compute. Next: attach one");
  }

  @Test
  void aFaultOfThePlatformIsAFailure() {
    platform.on("GET", JOB, Says.json(500, "<html>"));
    assertThatThrownBy(() -> arm.get(Scope.MAIN.jobId("j")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.kind()).isEqualTo(ProblemException.Kind.FAILED))
        .hasMessageContaining("status 500");
  }

  @Test
  void whatIsAbsentIsEmptyAndDeletingItIsDone() {
    assertThat(arm.find(Scope.MAIN.jobId("no"))).isEmpty();
    arm.await(arm.delete(Scope.MAIN.jobId("no"), ""), () -> {});
  }

  @Test
  void aBusyPlatformIsAskedAgain() {
    platform.on("GET", JOB, Says.json(503, ""), Says.json(200, "{\"name\":\"j\"}"));
    assertThat(arm.get(Scope.MAIN.jobId("j")).path("name").asText()).isEqualTo("j");
  }

  @Test
  void listsAreReadToTheirEnd() {
    var path = Scope.MAIN.workspaceId() + "/jobs";
    platform.on(
        "GET",
        path,
        Says.json(
            200,
            "{\"value\":[{\"name\":\"a\"}],\"nextLink\":\"%s/more\"}".formatted(platform.url())));
    platform.on("GET", "/more", Says.json(200, "{\"value\":[{\"name\":\"b\"}],\"nextLink\":null}"));
    assertThat(arm.list(path, ""))
        .extracting(job -> job.path("name").asText())
        .containsExactly("a", "b");
  }

  @Test
  void longOperationsAreFollowedToTheirEnd() {
    var began = Says.json(201, "{}").with("Azure-AsyncOperation", platform.url() + "/op");
    platform.on("PUT", JOB, began);
    platform.on(
        "GET",
        "/op",
        Says.json(200, "{\"status\":\"InProgress\"}"),
        Says.json(200, "{\"status\":\"Succeeded\"}"));
    List<String> told = new ArrayList<>();
    arm.await(arm.put(Scope.MAIN.jobId("j"), Json.object()), () -> told.add("x"));
    assertThat(told).hasSize(3);
    assertThat(platform.asked("GET", "/op")).hasSize(2);
  }

  @Test
  void aFailedOperationSaysWhy() {
    platform.on("DELETE", JOB, Says.json(202, "").with("Location", platform.url() + "/op"));
    platform.on(
        "GET",
        "/op",
        Says.json(202, ""),
        Says.json(
            200,
            "{\"status\":\"Failed\",\"error\":{\"code\":\"Stuck\",\"message\":\"m\",\"nextStep\":\"n\"}}"));
    var began = arm.delete(Scope.MAIN.jobId("j"), "");
    assertThatThrownBy(() -> arm.await(began, () -> {})).hasMessage("Stuck: m. Next: n");
  }

  @Test
  void runsTellStatesLogsAndErrors() {
    platform.on(
        "GET",
        Scope.MAIN.workspaceId().toString(),
        Says.json(200, "{\"properties\":{\"discoveryUrl\":\"%s/d\"}}".formatted(platform.url())));
    platform.on("GET", "/d", Says.json(200, "{\"api\":\"%s\"}".formatted(platform.url())));
    platform.on(
        "GET",
        "/history/v1.0" + Scope.MAIN.workspaceId() + "/runs/j/details",
        Says.json(
            200,
            """
            {"runId":"j","status":"Failed","logFiles":{"user_logs/std_log.txt":"https://x/y?sig=1"},
             "error":{"error":{"code":"UserError","message":"exit code 1"}}}
            """));
    var details = new Runs(arm).details("j");
    assertThat(details.ended()).isTrue();
    assertThat(details.logs())
        .isEqualTo(Map.of("user_logs/std_log.txt", URI.create("https://x/y?sig=1")));
    assertThat(details.error())
        .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo("UserError"));
  }

  @Test
  void theEnvironmentNamesAPlatformElsewhere() {
    var environment =
        Map.of(
            "MOORING_URL", "https://arm.x:8443/",
            "REQUESTS_CA_BUNDLE", "/ca.pem",
            "AZURE_CLIENT_ID", "c",
            "AZURE_CLIENT_SECRET", "s",
            "AZURE_ML_WORKSPACE", "vision");
    var target = Target.ofEnvironment(environment);
    assertThat(target.url()).hasToString("https://arm.x:8443");
    assertThat(target.scope().workspace()).isEqualTo("vision");
    assertThat(target.toString()).doesNotContain("s]");
    assertThatThrownBy(() -> Target.ofEnvironment(Map.of("MOORING_URL", "https://a:1")))
        .hasMessageContaining("REQUESTS_CA_BUNDLE is not set");
    assertThatThrownBy(() -> Target.ofEnvironment(Map.of("MOORING_URL", "http://a")))
        .hasMessageContaining("is not https://HOST:PORT");
  }
}
