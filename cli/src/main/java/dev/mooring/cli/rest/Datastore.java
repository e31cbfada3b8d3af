package dev.mooring.cli.rest;

import java.time.Duration;
import java.time.Instant;

/** A container that the workspace names, with its own name for it. */
public record Datastore(String name, Container container) {
  /** Where jobs' logs and outputs are. */
  public static final String ARTIFACTS = "workspaceartifactstore";

  /** Where data go that nobody said anything else of. */
  public static final String DEFAULT = "workspaceblobstore";

  private static final Duration VALID = Duration.ofHours(12);

  /** Asks for its place and its key, and signs the right to read, write and list. */
  public static Datastore open(Arm arm, String name) {
    var id = arm.scope().datastoreId(name);
    var properties = arm.get(id).path("properties");
    var account = properties.path("accountName").asText();
    var container = properties.path("containerName").asText();
    var secrets = arm.post(id, "listSecrets", Json.object()).body();
    var url =
        "%s://%s.blob.%s/%s"
            .formatted(
                properties.path("protocol").asText("https"),
                account,
                properties.path("endpoint").asText(),
                container);
    var end = Instant.now().plus(VALID);
    var signature = Signature.of(account, container, "racwl", end, secrets.path("key").asText());
    return new Datastore(name, new Container(url, signature));
  }

  /** How a job names a path in it. */
  public String uri(String path) {
    return "azureml://datastores/%s/paths/%s".formatted(name, path);
  }
}
