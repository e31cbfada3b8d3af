package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cli.rest.Scope;
import dev.mooring.embedded.PlatformAccess;
import dev.mooring.images.Build;
import dev.mooring.images.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "env",
    description = "Lines for the shell: eval \"$(./moor env)\".",
    mixinStandardHelpOptions = true)
final class EnvCommand implements Callable<Integer> {
  /** The name under which {@code moor demo} attaches the cluster. */
  static final String COMPUTE = "local";

  @Mixin private ClusterOption which = new ClusterOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    var cluster = which.cluster();
    if (cluster.layout().isEmpty()) {
      System.err.printf("moor: cluster '%s' does not exist; ./moor up makes it%n", which.name());
      return Moor.REFUSED;
    }
    var variables = new LinkedHashMap<String, String>();
    variables.put("KUBECONFIG", cluster.folders().kubeconfig().toString());
    cluster.platform().ifPresent(access -> variables.putAll(of(access)));
    try (var steps = ClusterOption.steps()) {
      var build = Build.of(System.getenv(), steps);
      for (var training : Training.values()) {
        build
            .trainingImageIfBuilt(training)
            .ifPresent(image -> variables.put(training.variable(), image.name()));
      }
    }
    JsonNode tree = new ObjectMapper().valueToTree(variables);
    output.print(tree, () -> exports(variables));
    return 0;
  }

  static String exports(Map<String, String> variables) {
    var text = new StringBuilder();
    variables.forEach((name, value) -> text.append("export %s='%s'%n".formatted(name, value)));
    return text.toString();
  }

  /** What SDKs and this command need to talk to the platform. */
  static Map<String, String> of(PlatformAccess access) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("MOORING_URL", access.url());
    variables.put("REQUESTS_CA_BUNDLE", access.bundle().toString());
    variables.put(
        "ARM_CLOUD_METADATA_URL", access.url() + "/metadata/endpoints?api-version=2019-05-01");
    variables.put("AZURE_AUTHORITY_HOST", access.url());
    variables.put("AZURE_TENANT_ID", "adfs");
    variables.put("AZURE_CLIENT_ID", access.clientId());
    variables.put("AZURE_CLIENT_SECRET", access.clientSecret());
    variables.put("AZURE_SUBSCRIPTION_ID", Scope.MAIN.subscription());
    variables.put("AZURE_RESOURCE_GROUP", Scope.MAIN.group());
    variables.put("AZURE_ML_WORKSPACE", Scope.MAIN.workspace());
    variables.put("AZURE_ML_COMPUTE", COMPUTE);
    return variables;
  }
}
