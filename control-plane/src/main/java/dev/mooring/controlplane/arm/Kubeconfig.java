package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mooring.controlplane.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Checks a kubeconfig that someone hands in. It must hold all it needs: a file or a program that it
 * names would be looked for on the control plane's machine, and a program would be run there.
 */
final class Kubeconfig {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final int LARGEST = 1 << 20;
  private static final List<String> FILES =
      List.of("certificate-authority", "client-certificate", "client-key", "tokenFile");
  private static final List<String> PROGRAMS = List.of("exec", "auth-provider");
  private static final String FLATTEN =
      "Hand in the output of `kubectl config view --raw --flatten --minify`";

  private Kubeconfig() {}

  /**
   * Decodes and checks it.
   *
   * @return its text, UTF-8
   */
  static byte[] check(String base64) {
    var bytes = decode(base64);
    JsonNode config;
    try {
      config = YAML.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException broken) {
      throw wrong(
          "KubeconfigInvalid", "The kubeconfig is not YAML: " + broken.getOriginalMessage());
    }
    if (config == null || !config.isObject()) {
      throw wrong("KubeconfigInvalid", "The kubeconfig is not a YAML object");
    }
    checkContext(config);
    return bytes;
  }

  private static byte[] decode(String base64) {
    try {
      var bytes = Base64.getMimeDecoder().decode(base64);
      if (bytes.length > 0 && bytes.length <= LARGEST) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // Said below.
    }
    throw wrong(
        "KubeconfigInvalid", "'properties.kubeconfig' is not base64, empty or larger than 1 MiB");
  }

  private static void checkContext(JsonNode config) {
    var current = config.path("current-context").asText("");
    var context =
        named(config, "contexts", current)
            .map(found -> found.path("context"))
            .orElseThrow(() ->
                wrong(
                    "KubeconfigInvalid",
                    "The kubeconfig has no context '%s', its current one".formatted(current)));
    var cluster =
        named(config, "clusters", context.path("cluster").asText(""))
            .map(found -> found.path("cluster"))
            .filter(found -> !found.path("server").asText("").isBlank())
            .orElseThrow(() ->
                wrong(
                    "KubeconfigInvalid",
                    "The kubeconfig's context '%s' names no cluster with a server"
                        .formatted(current)));
    var user =
        named(config, "users", context.path("user").asText("")).map(found -> found.path("user"));
    checkHoldsAll(cluster);
    user.ifPresent(Kubeconfig::checkHoldsAll);
  }

  private static Optional<JsonNode> named(JsonNode config, String list, String name) {
    return StreamSupport.stream(config.path(list).spliterator(), false)
        .filter(entry -> entry.path("name").asText("").equals(name) && !name.isEmpty())
        .findFirst();
  }

  private static void checkHoldsAll(JsonNode part) {
    for (var file : FILES) {
      if (part.hasNonNull(file)) {
        throw wrong(
            "KubeconfigNotSelfContained",
            "The kubeconfig names a file in '%s'; there is no such file here".formatted(file));
      }
    }
    for (var program : PROGRAMS) {
      if (part.hasNonNull(program)) {
        throw Refusal.wrong(
            "KubeconfigNotSelfContained",
            "The kubeconfig gets its credential from a program ('%s'), which is not run here"
                .formatted(program),
            "Make a service account in the cluster and hand in a kubeconfig with its token");
      }
    }
  }

  private static Refusal wrong(String code, String message) {
    return Refusal.wrong(code, message, FLATTEN);
  }
}
