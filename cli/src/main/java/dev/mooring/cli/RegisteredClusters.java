package dev.mooring.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Json;
import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

/** The Kubernetes clusters that the platform knows. */
record RegisteredClusters(Arm arm) {

  List<JsonNode> list() {
    return arm.list(
        arm.scope().groupId() + "/providers/Microsoft.ContainerService/managedClusters", "");
  }

  /** Makes the platform know a cluster, or know it with another kubeconfig. */
  JsonNode register(String name, Path kubeconfig) {
    var id = arm.scope().clusterId(name);
    var body = Json.object().put("location", "local");
    var text = read(kubeconfig);
    body.putObject("properties")
        .put(
            "kubeconfig",
            Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    arm.await(arm.put(id, body), () -> {});
    return arm.get(id);
  }

  private static String read(Path kubeconfig) {
    try {
      var text = Files.readString(kubeconfig);
      check(kubeconfig, text);
      return text;
    } catch (JsonProcessingException e) {
      throw ProblemException.refused(
          "InvalidKubeconfig",
          "%s is not YAML: %s".formatted(kubeconfig, e.getOriginalMessage()),
          "--kubeconfig names another");
    } catch (IOException e) {
      throw ProblemException.refused(
          "NoKubeconfig",
          "Kubeconfig %s cannot be read (%s)".formatted(kubeconfig, e),
          "--kubeconfig names another");
    }
  }

  /** The platform has no other file of this machine. */
  static void check(Path file, String text) throws JsonProcessingException {
    var config = new YAMLMapper().readTree(text);
    if (!config.path("clusters").isArray() || config.path("clusters").isEmpty()) {
      throw ProblemException.refused(
          "InvalidKubeconfig",
          "%s names no cluster".formatted(file),
          "--kubeconfig names a kubeconfig, as kubectl reads it");
    }
    var files = new TreeSet<String>();
    config
        .path("clusters")
        .forEach(entry -> collect(entry.path("cluster"), files, "certificate-authority"));
    config
        .path("users")
        .forEach(entry ->
            collect(entry.path("user"), files, "client-certificate", "client-key", "tokenFile"));
    if (!files.isEmpty()) {
      throw ProblemException.refused(
          "InvalidKubeconfig",
          "%s points to other files (%s), which the platform cannot read"
              .formatted(file, String.join(", ", files)),
          "register what `kubectl config view --raw --flatten` prints");
    }
  }

  private static void collect(JsonNode part, TreeSet<String> into, String... fields) {
    for (var field : fields) {
      if (part.path(field).isTextual()) {
        into.add(part.path(field).asText());
      }
    }
  }
}
