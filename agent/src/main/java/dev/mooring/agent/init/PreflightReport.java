package dev.mooring.agent.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The checks as the ConfigMap {@code azureml-preflight} tells them: one key a check, and the
 * result.
 */
final class PreflightReport {
  private PreflightReport() {}

  static Map<String, String> of(List<Check> checks) {
    var data = new LinkedHashMap<String, String>();
    data.put("result", failures(checks).isEmpty() ? "passed" : "failed");
    for (var check : checks) {
      data.put(
          check.name(),
          switch (check) {
            case Check.Passed passed -> "passed: " + passed.message();
            case Check.Failed failed ->
                "failed: %s\nnext step: %s".formatted(failed.message(), failed.nextStep());
          });
    }
    return data;
  }

  /** All failures in one line; empty when there is none. */
  static String failures(List<Check> checks) {
    return checks.stream()
        .<Check.Failed>mapMulti((check, found) -> {
          if (check instanceof Check.Failed failed) {
            found.accept(failed);
          }
        })
        .map(failed -> "%s. Next: %s".formatted(failed.message(), failed.nextStep()))
        .collect(Collectors.joining("; "));
  }
}
