package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "agent",
    description = "The ML agents on the clusters.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class AgentCommand {

  @Command(
      name = "status",
      description = "The agents' pods as they told last, and when each agent was seen last.",
      mixinStandardHelpOptions = true)
  int status(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(arity = "0..1", paramLabel = "COMPUTE", description = "This one alone.")
          @Nullable String name) {
    try (var arm = platform.open()) {
      var computes =
          Optional.ofNullable(name)
              .map(one -> List.of(arm.get(arm.scope().computeId(one))))
              .orElseGet(() -> new Computes(arm).list());
      JsonNode result = new ObjectMapper().valueToTree(computes);
      output.print(result, () -> text(computes));
      return 0;
    }
  }

  static String text(List<JsonNode> computes) {
    var text = new StringBuilder();
    for (var compute : computes) {
      text.append("%nAgent of compute %s%n".formatted(heading(compute)));
      var why = compute.at("/properties/mooring/reason");
      if (!why.isMissingNode()) {
        text.append(
            "! %s. Next: %s%n"
                .formatted(why.path("message").asText(), why.path("nextStep").asText()));
      }
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("POD", "STATE", "TROUBLE"));
      Computes.pods(compute)
          .forEach(pod ->
              rows.add(
                  List.of(
                      pod.component(),
                      pod.state(),
                      pod.trouble().isEmpty() ? "-" : pod.trouble())));
      text.append(Table.aligned(rows));
    }
    return text.toString();
  }

  private static String heading(JsonNode compute) {
    var mooring = compute.at("/properties/mooring");
    var link = mooring.path("agent").asText();
    var seen = mooring.path("lastSeen").asText();
    return compute.path("name").asText()
        + (link.isEmpty() ? "" : ": " + link)
        + (seen.isEmpty() ? "" : ", last seen " + Table.brief(seen));
  }
}
