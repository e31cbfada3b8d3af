package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.FakePlatform;
import dev.mooring.cli.rest.FakePlatform.Says;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cli.rest.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobStreamTest {
  private static final String WORKSPACE = Scope.MAIN.workspaceId().toString();
  private static final String DETAILS = "/history/v1.0" + WORKSPACE + "/runs/j/details";

  @TempDir private Path folder = Path.of("unset");
  private FakePlatform platform = new FakePlatform();
  private Arm arm = new Arm(platform.target(Path.of("/dev/null")));
  private final List<String> states = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void start() {
    arm.close();
    platform.close();
    platform = new FakePlatform();
    arm = new Arm(platform.target(FakePlatform.authorities(folder)));
    var url = platform.url();
    platform.on(
        "GET",
        WORKSPACE,
        Says.json(200, "{\"properties\":{\"discoveryUrl\":\"%s/d\"}}".formatted(url)));
    platform.on("GET", "/d", Says.json(200, "{\"api\":\"%s\"}".formatted(url)));
  }

  @AfterEach
  void stop() {
    arm.close();
    platform.close();
  }

  private void follow(boolean allRanks) {
    new JobStream(arm, allRanks)
        .follow(
            "j",
            new JobStream.Listener() {
              @Override
              public void state(String line) {
                states.add(line);
              }

              @Override
              public void log(String line) {
                lines.add(line);
              }
            });
  }

  private Says details(String status, String... logs) {
    var files = new StringBuilder();
    for (var log : logs) {
      files.append(
          "%s\"%s\":\"%s/%s\"".formatted(files.isEmpty() ? "" : ",", log, platform.url(), log));
    }
    return Says.json(200, "{\"status\":\"%s\",\"logFiles\":{%s}}".formatted(status, files));
  }

  private static Says job(String status, String problem) {
    return Says.json(
        200,
        "{\"name\":\"j\",\"properties\":{\"status\":\"%s\",\"statusReason\":%s}}"
            .formatted(status, problem));
  }

  /** A log that grows: each call may see more of it. */
  private void log(String name, String... grown) {
    var left = new ArrayList<>(List.of(grown));
    var now = new AtomicReference<>("");
    platform.on(
        "GET",
        "/" + name,
        asked -> {
          if (!left.isEmpty()) {
            now.set(now.get() + left.removeFirst());
          }
          var bytes = now.get().getBytes(StandardCharsets.UTF_8);
          var range = asked.headers().getOrDefault("Range", "bytes=0-");
          var from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
          return from >= bytes.length
              ? Says.json(416, "")
              : Says.json(
                  206, new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
        });
  }

  @Test
  void statesAndLinesAreToldOnceAndToTheEnd() {
    platform.on(
        "GET",
        DETAILS,
        details("Queued"),
        details("Running", "user_logs/std_log.txt"),
        details("Completed", "user_logs/std_log.txt"));
    platform.on(
        "GET",
        WORKSPACE + "/jobs/j",
        job(
            "Queued",
            "{\"code\":\"NotEnough\",\"message\":\"1 of 2\\n  members fit\",\"nextStep\":\"add a node\"}"),
        job("Running", "null"),
        job("Completed", "null"));
    log("user_logs/std_log.txt", "one\ntw", "o\n", "three");
    follow(false);
    assertThat(states)
        .containsExactly("Queued: 1 of 2 members fit. Next: add a node", "Running", "Completed");
    assertThat(lines).containsExactly("one", "two", "three");
  }

  @Test
  void onlyRankZeroUnlessAllAreAskedFor() {
    var first = "user_logs/std_log_process_0.txt";
    var second = "user_logs/std_log_process_1.txt";
    platform.on("GET", DETAILS, details("Completed", first, second, "user_logs/other.txt"));
    platform.on("GET", WORKSPACE + "/jobs/j", job("Completed", "null"));
    log(first, "zero\n");
    log(second, "one\n");
    follow(false);
    assertThat(lines).containsExactly("zero");
    lines.clear();
    log(first, "zero\n");
    follow(true);
    assertThat(lines).containsExactly("[0] zero", "[1] one");
  }

  @Test
  void aFailedJobEndsWithItsReason() {
    platform.on("GET", DETAILS, details("Failed", "user_logs/std_log.txt"));
    platform.on(
        "GET",
        WORKSPACE + "/jobs/j",
        job(
            "Failed",
            "{\"code\":\"UserError\",\"message\":\"exit code 3\",\"nextStep\":\"read it\"}"));
    log("user_logs/std_log.txt", "Traceback\n");
    assertThatThrownBy(() -> follow(false))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.kind()).isEqualTo(ProblemException.Kind.FAILED))
        .hasMessage("UserError: Job j ended as Failed: exit code 3. Next: read it");
    assertThat(lines).containsExactly("Traceback");
  }

  @Test
  void codeIsSentOnceAndTheJobNamesIt() throws Exception {
    var code = Files.createDirectory(folder.resolve("src"));
    Files.writeString(code.resolve("t.py"), "print(1)");
    var file =
        JobFile.parse(
            "job.yml",
            folder,
            "name: j\ncommand: x\nenvironment: {image: i}\ncompute: local\ncode: src\n",
            Map.of(),
            Map.of());
    platform.on("PUT", "/c/src/t.py", Says.json(201, ""));
    platform.on("GET", "/c", Says.json(200, "<EnumerationResults><Blobs/></EnumerationResults>"));
    var id = new AtomicReference<>("");
    var found = new AtomicReference<>("{\"value\":[]}");
    var name =
        java.util.UUID.nameUUIDFromBytes(Snapshot.of(code).hash().getBytes(StandardCharsets.UTF_8));
    var versions = WORKSPACE + "/codes/" + name + "/versions";
    platform.on("GET", versions, _ -> Says.json(200, found.get()));
    platform.on(
        "POST",
        versions + "/1/startPendingUpload",
        Says.json(
            200,
            "{\"blobReferenceForConsumption\":{\"credential\":{\"sasUri\":\"%s/c?sig=1\"}}}"
                .formatted(platform.url())));
    platform.on(
        "PUT",
        versions + "/1",
        asked -> {
          id.set(asked.uri().getPath());
          return Says.json(201, "{\"id\":\"%s\"}".formatted(asked.uri().getPath()));
        });
    var environment = HexImage.id("i");
    platform.on("PUT", environment, Says.json(201, "{\"id\":\"%s\"}".formatted(environment)));
    platform.on("PUT", WORKSPACE + "/jobs/j", Says.json(201, "{\"name\":\"j\"}"));

    new Submission(arm, _ -> {}).run(file);
    assertThat(platform.asked("PUT", "/c/src/t.py")).hasSize(1);
    assertThat(platform.asked("PUT", WORKSPACE + "/jobs/j").getLast().body())
        .contains("\"codeId\":\"%s\"".formatted(id.get()), "\"environmentId\":\"" + environment);

    found.set("{\"value\":[{\"id\":\"%s\"}]}".formatted(id.get()));
    new Submission(arm, _ -> {}).run(file);
    assertThat(platform.asked("PUT", "/c/src/t.py")).hasSize(1);
  }

  /** The version under which an image is an environment. */
  private static final class HexImage {
    static String id(String image) {
      var hash =
          java.util.HexFormat.of()
              .formatHex(Snapshot.sha256().digest(image.getBytes(StandardCharsets.UTF_8)));
      return WORKSPACE
          + "/environments/CliV2AnonymousEnvironment/versions/"
          + hash.substring(0, 32);
    }
  }
}
