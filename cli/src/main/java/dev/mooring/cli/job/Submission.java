package dev.mooring.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Container;
import dev.mooring.cli.rest.Datastore;
import dev.mooring.cli.rest.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Hands jobs to the platform: their code, environment and inputs, then themselves. Sending a job
 * again after it broke off uploads only what is missing.
 *
 * @param progress lines of what is done
 */
public record Submission(Arm arm, Consumer<String> progress) {
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int ID_LENGTH = 6;

  /** Returns the job as the platform has it. */
  public JsonNode run(JobFile file) {
    // Before anything is sent: a fault of the file must leave nothing behind.
    var inputs = file.inputs();
    var environment = file.environment();
    var code = file.code().map(this::code);
    var placed =
        new JobBody.Placed(
            code,
            environment(environment),
            arm.scope().computeId(file.compute()).toString(),
            upload(inputs));
    var name = file.text("/name").orElseGet(() -> name(file, RandomGenerator.getDefault()));
    progress.accept("submitting " + name);
    return arm.put(arm.scope().jobId(name), JobBody.of(file, placed)).body();
  }

  /** A word that says what it is, and letters that nobody mistakes for each other. */
  static String name(JobFile file, RandomGenerator random) {
    var title = file.text("/experiment_name").or(() -> file.text("/display_name")).orElse("job");
    var word = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    word = word.substring(0, Math.min(word.length(), 30)).replaceAll("^[^a-z]+|-+$", "");
    var name = new StringBuilder(word.isEmpty() ? "job" : word).append('-');
    for (var i = 0; i < ID_LENGTH; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }

  private String code(Path folder) {
    progress.accept("reading " + folder);
    var snapshot = Snapshot.of(folder);
    var hash = snapshot.hash();
    // The same code is the same asset, whoever sends it from wherever.
    var name = UUID.nameUUIDFromBytes(hash.getBytes(StandardCharsets.UTF_8)).toString();
    var id = arm.scope().codeVersionId(name);
    var versions = arm.scope().workspaceId() + "/codes/" + name + "/versions";
    var there = arm.list(versions, "hash=%s&hashVersion=202208".formatted(hash));
    if (!there.isEmpty()) {
      return there.getFirst().path("id").asText();
    }
    var pending =
        arm.post(
                id,
                "startPendingUpload",
                Json.object().put("pendingUploadType", "TemporaryBlobReference"))
            .body()
            .at("/blobReferenceForConsumption");
    var container = Container.of(pending.at("/credential/sasUri").asText());
    new Upload(arm.blobs(), container, progress).run(snapshot, "src/");
    var body = Json.object();
    var properties = body.putObject("properties");
    properties.put("codeUri", container.url() + "/src").put("isAnonymous", true);
    properties.putObject("properties").put("hash_sha256", hash).put("hash_version", "202208");
    return arm.put(id, body).body().path("id").asText(id.toString());
  }

  private String environment(JobFile.Environment environment) {
    return switch (environment) {
      case JobFile.Environment.Registered(var name, var version) ->
          arm.scope().environmentVersionId(name, version).toString();
      case JobFile.Environment.Image(var image) -> {
        var hash =
            HexFormat.of()
                .formatHex(Snapshot.sha256().digest(image.getBytes(StandardCharsets.UTF_8)));
        var id =
            arm.scope().environmentVersionId("CliV2AnonymousEnvironment", hash.substring(0, 32));
        var body = Json.object();
        body.putObject("properties")
            .put("image", image)
            .put("isAnonymous", true)
            .put("isArchived", false);
        yield arm.put(id, body).body().path("id").asText(id.toString());
      }
    };
  }

  private Map<String, String> upload(Map<String, JobFile.Input> inputs) {
    var uris = new TreeMap<String, String>();
    Optional<Datastore> store = Optional.empty();
    for (var input : inputs.entrySet()) {
      if (input.getValue() instanceof JobFile.Input.Local(var type, var path)) {
        store = store.or(() -> Optional.of(Datastore.open(arm, Datastore.DEFAULT)));
        uris.put(input.getKey(), upload(store.orElseThrow(), type, path));
      }
    }
    return uris;
  }

  private String upload(Datastore store, String type, Path path) {
    var snapshot = Snapshot.of(path);
    var prefix = "LocalUpload/%s/".formatted(snapshot.hash());
    var isFile = type.equals("uri_file");
    // A folder keeps its own name, as the SDK has it; a file has one anyway.
    var below = isFile ? prefix : prefix + path.getFileName() + "/";
    new Upload(arm.blobs(), store.container(), progress).run(snapshot, below);
    return store.uri(isFile ? below + path.getFileName() : below);
  }
}
