package dev.mooring.cli;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cli.rest.Scope;
import dev.mooring.cli.rest.Target;
import dev.mooring.embedded.EmbeddedCluster;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which platform a command talks to, and about which of its workspaces. */
final class PlatformOption {
  @Option(
      names = "--platform",
      paramLabel = "NAME",
      description =
          "The platform of this cluster of this machine; default what MOORING_URL names (./moor env"
              + " prints it), or else moor.")
  private @Nullable String platform;

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "NAME",
      description = "The workspace; default AZURE_ML_WORKSPACE, or else main.")
  private @Nullable String workspace;

  /** The API; whoever asked closes it. */
  Arm open() {
    var environment = System.getenv();
    var target =
        remote(environment)
            .orElseGet(() -> local(new EmbeddedCluster(environment, name(environment))));
    return new Arm(Optional.ofNullable(workspace).map(target::withWorkspace).orElse(target));
  }

  /** The cluster of this machine whose platform it is; empty if it is elsewhere. */
  Optional<EmbeddedCluster> machine() {
    var environment = System.getenv();
    var cluster = new EmbeddedCluster(environment, name(environment));
    var url = environment.getOrDefault("MOORING_URL", "");
    return platform != null || url.isEmpty()
        ? Optional.of(cluster)
        : Optional.of(cluster)
            .filter(
                local -> local.platform().filter(access -> access.url().equals(url)).isPresent());
  }

  private String name(Map<String, String> environment) {
    return Optional.ofNullable(platform)
        .orElse(environment.getOrDefault("MOORING_CLUSTER", "moor"));
  }

  private Optional<Target> remote(Map<String, String> environment) {
    return platform == null && !environment.getOrDefault("MOORING_URL", "").isEmpty()
        ? Optional.of(Target.ofEnvironment(environment))
        : Optional.empty();
  }

  /** The platform of a cluster of this machine, and its first workspace. */
  static Target local(EmbeddedCluster cluster) {
    var access =
        cluster
            .platform()
            .orElseThrow(() ->
                ProblemException.refused(
                    "NoPlatform",
                    "Cluster '%s' of this machine has no platform".formatted(cluster.name()),
                    "./moor up starts it; for one elsewhere eval what ./moor env prints there"));
    return new Target(
        URI.create(access.url()),
        access.authority(),
        access.clientId(),
        access.clientSecret(),
        Scope.MAIN);
  }
}
