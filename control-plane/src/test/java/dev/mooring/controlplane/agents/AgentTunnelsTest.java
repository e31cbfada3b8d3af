package dev.mooring.controlplane.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.api.agent.AgentJob;
import dev.mooring.api.agent.Distribution;
import dev.mooring.api.agent.JobReport.Phase;
import dev.mooring.api.agent.JobSpec;
import dev.mooring.api.agent.Launch;
import dev.mooring.api.agent.PodView;
import dev.mooring.api.agent.WatchEvent;
import dev.mooring.controlplane.agents.JobSeen.Handed;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.testkit.MemoryStore;
import dev.mooring.tunnel.TunnelResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AgentTunnelsTest {
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofMillis(500),
          Duration.ofMillis(10),
          Duration.ofMillis(5),
          Duration.ofMillis(50));

  private final MemoryStore store = new MemoryStore();
  private final FakeAgent agent = new FakeAgent();
  private final AgentTunnels tunnels = new AgentTunnels(store, InstantSource.system(), PATIENCE);

  @BeforeEach
  void register() {
    World.make(store, Row.State.SUCCEEDED);
    store.agents().register(World.AGENT, World.CLUSTER, "abc123");
  }

  @AfterEach
  void close() {
    tunnels.close();
    store.close();
  }

  /** A job that the agent has. */
  private ResourceId handed(String name) throws IOException, InterruptedException {
    var id = accepted(name);
    var spec =
        new JobSpec(
            "i",
            "c",
            1,
            1,
            Distribution.NONE,
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            "l");
    var launch =
        new Launch(name, Optional.empty(), List.of(), new Launch.Blobs("s", "p"), List.of(), "ca");
    new AgentCalls(new FakeTunnel(World.AGENT, agent))
        .put("team-a", name, new AgentJob(id.key(), spec, launch));
    return id;
  }

  /** A job of which we know that the agent has it. */
  private ResourceId accepted(String name) {
    var id = World.submit(store, name, World.plain());
    var epoch = store.agents().accept(World.AGENT).orElseThrow();
    store
        .resources()
        .report(
            new Fence.OfTunnel(World.AGENT, epoch),
            id,
            row ->
                JobDrafts.of(
                    row, seen -> seen.handedTo(new Handed(World.AGENT, "team-a", name, true))));
    return id;
  }

  private JobStatus status(ResourceId job) {
    return World.seen(store, job).status();
  }

  private FakeTunnel connect() {
    var tunnel = new FakeTunnel(World.AGENT, agent);
    tunnels.arrived(tunnel);
    return tunnel;
  }

  @Test
  void onlyRegisteredAgentsWithTheirCertificateComeIn() {
    assertThat(tunnels.admit(World.AGENT, "ABC123")).isTrue();
    assertThat(tunnels.admit(World.AGENT, "abc124")).isFalse();
    assertThat(tunnels.admit("unknown", "abc123")).isFalse();
  }

  @Test
  void whatTheAgentTellsIsSeen() throws IOException, InterruptedException {
    var job = handed("j");
    connect();
    await().until(() -> status(job) == JobStatus.PREPARING);
    agent.become(World.PATH, Phase.QUEUED);
    await().until(() -> status(job) == JobStatus.QUEUED);
    assertThat(World.seen(store, job).problem())
        .get()
        .extracting(Problem::code)
        .isEqualTo("NoSeats");
    agent.become(World.PATH, Phase.COMPLETED);
    await().until(() -> status(job) == JobStatus.COMPLETED);
    assertThat(tunnels.agents()).containsExactly(World.AGENT);
  }

  @Test
  void aBrokenWatchGoesOnWhereItWas() throws IOException, InterruptedException {
    var job = handed("j");
    var tunnel = connect();
    await().until(() -> status(job) == JobStatus.PREPARING);
    await().until(() -> !cursor().isEmpty());
    var lists = watches("since=\\z");
    tunnel.breakBodies();
    agent.become(World.PATH, Phase.RUNNING);
    await().until(() -> status(job) == JobStatus.RUNNING);
    assertThat(watches("since=\\z")).as("no second list").isEqualTo(lists);
    assertThat(watches("since=e1.*")).isPositive();
    assertThat(tunnel.isOpen()).isTrue();
  }

  private String cursor() {
    return store.agents().find(World.AGENT).orElseThrow().cursor();
  }

  private long watches(String since) {
    return agent.calls().stream().filter(call -> call.matches(".*" + since)).count();
  }

  @Test
  void whatAResetDoesNotListHasVanished() throws IOException, InterruptedException {
    var job = handed("j");
    var lost = accepted("lost");
    var another = accepted("another");
    connect();
    await().until(() -> status(lost) == JobStatus.FAILED && status(another) == JobStatus.FAILED);
    assertThat(World.seen(store, lost).problem())
        .get()
        .extracting(Problem::code)
        .isEqualTo("JobVanished");
    assertThat(status(job)).isEqualTo(JobStatus.PREPARING);
  }

  @Test
  void aForgottenCursorMeansANewList() throws IOException, InterruptedException {
    var job = handed("j");
    var tunnel = connect();
    await().until(() -> status(job) == JobStatus.PREPARING);
    await().until(() -> !cursor().isEmpty());
    agent.lose(World.PATH);
    agent.forgetLog();
    tunnel.breakBodies();
    await().until(() -> status(job) == JobStatus.FAILED);
  }

  @Test
  void aNewerTunnelElsewhereClosesThisOne() {
    var tunnel = connect();
    store.agents().accept(World.AGENT);
    await().until(() -> !tunnel.isOpen());
  }

  @Test
  void aNewerTunnelHereTakesOver() throws IOException, InterruptedException {
    var job = handed("j");
    var first = connect();
    var second = connect();
    await().until(() -> !first.isOpen());
    tunnels.left(first);
    assertThat(tunnels.of(World.AGENT)).contains(second);
    await().until(() -> status(job) == JobStatus.PREPARING);
    tunnels.left(second);
    assertThat(tunnels.of(World.AGENT)).isEmpty();
  }

  @Test
  void aTunnelThatCarriesNothingIsClosed() {
    var tunnel =
        new FakeTunnel(
            World.AGENT,
            request -> {
              if (request.path().startsWith("/v1/watch")) {
                throw new IOException("no answer");
              }
              return new TunnelResponse(404, Map.of(), InputStream.nullInputStream());
            });
    tunnels.arrived(tunnel);
    await().until(() -> !tunnel.isOpen());
  }

  @Test
  void aTunnelWhoseRestServerStartsAgainIsKept() {
    agent.answerAll(503);
    var tunnel = connect();
    var began = System.nanoTime();
    await().until(() -> System.nanoTime() - began > PATIENCE.silence().multipliedBy(3).toNanos());
    assertThat(tunnel.isOpen()).isTrue();
  }

  @Test
  void anAgentThatWasRemovedIsSentAway() {
    store.agents().remove(World.AGENT);
    var tunnel = connect();
    assertThat(tunnel.isOpen()).isFalse();
    assertThat(tunnels.agents()).isEmpty();
  }

  @Test
  void whatTheAgentTellsOfItsPodsIsKeptAndItsComputesRowIsLeftAlone() {
    agent.hasPods(pod("Starting"));
    var compute = store.resources().find(World.COMPUTE);
    connect();
    await().until(() -> states().equals(List.of("Starting")));
    agent.hasPods(pod("Running"), pod("CrashLoopBackOff"));
    await().until(() -> states().equals(List.of("Running", "CrashLoopBackOff")));
    assertThat(store.resources().find(World.COMPUTE)).isEqualTo(compute);
  }

  @Test
  void podsAreToldAgainAfterABreak() {
    agent.hasPods(pod("Running"));
    var tunnel = connect();
    await().until(() -> states().equals(List.of("Running")));
    tunnel.breakBodies();
    agent.hasPods();
    await().until(() -> states().isEmpty());
  }

  @Test
  void anOlderTunnelTellsNothingOfThePods() {
    var epoch = store.agents().accept(World.AGENT).orElseThrow();
    var old = new JobReports(store, World.AGENT, epoch, InstantSource.system());
    old.told(new WatchEvent.Pods(List.of(pod("Running"))));
    store.agents().accept(World.AGENT);
    old.told(new WatchEvent.Pods(List.of(pod("Starting"))));
    assertThat(states()).containsExactly("Running");
  }

  @Test
  void podsThatAreAsTheyWereAreNotWritten() {
    var epoch = store.agents().accept(World.AGENT).orElseThrow();
    var reports = new JobReports(store, World.AGENT, epoch, InstantSource.system());
    reports.told(new WatchEvent.Pods(List.of(pod("Running"))));
    var written = store.agents().find(World.AGENT).orElseThrow().seenAt();
    // Whoever writes is seen, and the clock goes on meanwhile.
    await().until(() -> Instant.now().isAfter(written.orElseThrow().plusMillis(2)));
    reports.told(new WatchEvent.Pods(List.of(pod("Running"))));
    assertThat(store.agents().find(World.AGENT).orElseThrow().seenAt()).isEqualTo(written);
  }

  private static PodView pod(String state) {
    return new PodView("rest-server", "r-1", state, state.equals("Running"), 0, "");
  }

  private List<String> states() {
    return store.agents().find(World.AGENT).orElseThrow().pods().stream()
        .flatMap(pods -> pods.valueStream())
        .map(pod -> pod.path("state").asText())
        .toList();
  }

  @Test
  void heartbeatsKeepTheAgentSeen() {
    connect();
    var first = store.agents().find(World.AGENT).orElseThrow().seenAt();
    await().until(() -> !store.agents().find(World.AGENT).orElseThrow().seenAt().equals(first));
  }
}
