package dev.mooring.controlplane.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.controlplane.agents.Patience;
import dev.mooring.controlplane.agents.World;
import dev.mooring.controlplane.arm.AgentView.Link;
import dev.mooring.store.Agent;
import dev.mooring.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AgentViewTest {
  private static final Instant SEEN_AT = Instant.parse("2026-11-24T10:00:00.25Z");
  private static final String INSTALLERS = "{'pods': [{'state': 'Starting'}], 'attached': true}";
  private static final Duration PATIENCE = Patience.NORMAL.silence();

  private static Row compute(Row.State state, String observed) {
    return new Row(
        World.COMPUTE,
        "local",
        Map.of(),
        World.json(
            "{'resourceId': '%s', 'properties': {'namespace': 'team-a'}}".formatted(World.CLUSTER)),
        World.json(observed),
        state,
        Optional.empty(),
        1,
        SEEN_AT,
        SEEN_AT);
  }

  private static Optional<Agent> agent(Duration silence, Optional<JsonNode> pods) {
    return Optional.of(
        new Agent(
            World.AGENT,
            World.CLUSTER,
            "c",
            1,
            "e.1",
            pods,
            Optional.of(SEEN_AT),
            Optional.of(silence)));
  }

  private static Optional<Agent> toldRunning(Duration silence) {
    return agent(silence, Optional.of(World.json("[{'state': 'Running'}]")));
  }

  private static Optional<Agent> neverSeen() {
    return Optional.of(
        new Agent(
            World.AGENT,
            World.CLUSTER,
            "c",
            0,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static String shown(Row compute, Optional<Agent> agent) {
    return AgentView.of(compute, agent).at("/pods/0/state").asText();
  }

  @Test
  void whatTheAgentToldIsShownOnceItIsInstalled() {
    var attached = compute(Row.State.SUCCEEDED, INSTALLERS);
    var shape = AgentView.of(attached, toldRunning(Duration.ZERO));
    assertThat(shape.at("/pods/0/state").asText()).isEqualTo("Running");
    assertThat(shape.path("agent").asText()).isEqualTo("Connected");
    assertThat(shape.path("lastSeen").asText()).isEqualTo(SEEN_AT.toString());
    assertThat(shape.path("attached").asBoolean()).isTrue();
    assertThat(shape.has("reason")).isFalse();
    assertThat(attached.observed()).as("the row's own").isEqualTo(World.json(INSTALLERS));
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATING", "UPDATING"})
  void whileItIsInstalledItsPodsAreTheInstallers(Row.State state) {
    var agent = toldRunning(PATIENCE.multipliedBy(2));
    assertThat(shown(compute(state, INSTALLERS), agent)).isEqualTo("Starting");
    assertThat(shown(compute(state, "{}"), agent)).as("nothing seen yet").isEqualTo("Running");
    assertThat(AgentView.of(compute(state, INSTALLERS), agent).has("reason")).isFalse();
  }

  @Test
  void anAgentThatToldThatItHasNoPodsHasNone() {
    var none = agent(Duration.ZERO, Optional.of(World.json("[]")));
    var shape = AgentView.of(compute(Row.State.SUCCEEDED, INSTALLERS), none);
    assertThat(shape.path("pods").isEmpty()).isTrue();
    assertThat(shape.has("reason")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED, 0, CONNECTED",
    "SUCCEEDED, -1, CONNECTED",
    "SUCCEEDED, 15000, CONNECTED",
    "SUCCEEDED, 15001, NOT_CONNECTED",
    "FAILED, 15001, NOT_CONNECTED",
    "DELETING, 15001, NOT_CONNECTED",
    "FAILED, 0, CONNECTED",
    "UPDATING, 0, CONNECTED",
    "UPDATING, 15001, INSTALLING",
    "CREATING, 15001, INSTALLING"
  })
  void anAgentIsConnectedWhileItsSilenceIsNoLongerThanATunnelMayBe(
      Row.State state, long milliseconds, Link link) {
    var agent = toldRunning(Duration.ofMillis(milliseconds));
    assertThat(AgentView.link(compute(state, "{}"), agent)).isEqualTo(link);
  }

  @Test
  void whoIsSilentIsSaidToBeWithTheNextStep() {
    var shape =
        AgentView.of(
            compute(Row.State.SUCCEEDED, INSTALLERS), toldRunning(PATIENCE.plusSeconds(1)));
    assertThat(shape.path("agent").asText()).isEqualTo("NotConnected");
    assertThat(shape.at("/pods/0/state").asText()).as("the last word").isEqualTo("Running");
    var reason = shape.path("reason");
    assertThat(reason.path("code").asText()).isEqualTo("AgentNotConnected");
    assertThat(reason.path("message").asText()).contains("since 2026-11-24T10:00:00Z;");
    assertThat(reason.path("nextStep").asText()).contains("relay-server", "kubectl");
  }

  @Test
  void whoNeverCameIsNotCurrentEither() {
    var shape = AgentView.of(compute(Row.State.FAILED, INSTALLERS), neverSeen());
    assertThat(shape.path("agent").asText()).isEqualTo("NotConnected");
    assertThat(shape.has("lastSeen")).isFalse();
    assertThat(shape.at("/reason/message").asText()).contains("has not connected yet");
  }

  @Test
  void withoutAnAgentThePodsAreAnEarlierAttempts() {
    var shape = AgentView.of(compute(Row.State.FAILED, INSTALLERS), Optional.empty());
    assertThat(shape.path("agent").asText()).isEqualTo("NotInstalled");
    assertThat(shape.at("/pods/0/state").asText()).isEqualTo("Starting");
    assertThat(shape.at("/reason/nextStep").asText())
        .contains("moor compute attach cpu --cluster moor --namespace team-a");
    assertThat(AgentView.link(compute(Row.State.CREATING, "{}"), Optional.empty()))
        .isEqualTo(Link.INSTALLING);
  }

  @Test
  void anAgentThatDoesNotTellOfItsPodsIsSaidToBeTooOld() {
    var old = agent(Duration.ZERO, Optional.empty());
    var shape = AgentView.of(compute(Row.State.SUCCEEDED, INSTALLERS), old);
    assertThat(shape.path("agent").asText()).isEqualTo("Connected");
    assertThat(shape.at("/reason/code").asText()).isEqualTo("AgentTellsNoPods");
    assertThat(AgentView.of(compute(Row.State.UPDATING, INSTALLERS), old).has("reason")).isFalse();
  }
}
