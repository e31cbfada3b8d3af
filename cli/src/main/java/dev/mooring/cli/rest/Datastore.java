package dev.mooring.cli.rest;

import dev.mooring.blob.Sas;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

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
    var endpoint =
        URI.create(
            "%s://%s.blob.%s"
                .formatted(
                    properties.path("protocol").asText("https"),
                    account,
                    properties.path("endpoint").asText()));
    var key = Base64.getDecoder().decode(secrets.path("key").asText());
    var end = Instant.now().plus(VALID);
    var signed = Sas.container(endpoint, account, container, "racwl", end, key);
    return new Datastore(name, Container.of(signed.toString()));
  }

  /** How a job names a path in it. */
  public String uri(String path) {
    return "azureml://datastores/%s/paths/%s".formatted(name, path);
  }
}
