package dev.mooring.controlplane.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.attach.Answer;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.Permission;
import dev.mooring.controlplane.agents.JobSeen.Handed;
import dev.mooring.controlplane.agents.JobSeenJson;
import dev.mooring.controlplane.agents.JobStatus;
import dev.mooring.controlplane.agents.Killer;
import dev.mooring.controlplane.agents.World;
import dev.mooring.controlplane.attach.ClientCertificates.Issued;
import dev.mooring.controlplane.work.Outcome;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.helm.HelmException;
import dev.mooring.helm.Releases;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Task;
import dev.mooring.testkit.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AttachTest {
  private static final AttachTimes TIMES =
      new AttachTimes(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(60),
          Duration.ofSeconds(60),
          Duration.ofMillis(20));
  private static final AgentSettings SETTINGS =
      new AgentSettings(
          "mooring.internal/agent:1",
          "mooring.internal/launcher:1",
          Path.of("chart"),
          "relay.mooring.internal",
          8444,
          "CA");
  private static final ResourceId SECOND = World.WORKSPACE.child("computes", "second");

  private Instant now = Instant.parse("2026-11-24T10:00:00Z");
  private final MemoryStore store = new MemoryStore(() -> now);
  private final FakeSite site = new FakeSite();
  private final Killer killer = new Killer();
  private ClusterSite.Opener opener = kubeconfig -> site;

  @BeforeEach
  void register() {
    World.make(store, Row.State.CREATING);
    store
        .secrets()
        .put("kubeconfig/" + World.CLUSTER.key(), "kind: Config".getBytes(StandardCharsets.UTF_8));
    site.whenDeployed(() -> store.agents().accept(World.AGENT));
    ask(World.COMPUTE);
  }

  private void ask(ResourceId compute) {
    store.tasks().add(Task.now(ComputeTasks.TASK, compute.key()));
  }

  private void put(ResourceId compute, Row.State state) {
    World.compute(store, compute, "team-a", state);
    ask(compute);
  }

  private Row row(ResourceId id) {
    return store.resources().find(id).orElseThrow();
  }

  private String failure(ResourceId compute) {
    assertThat(row(compute).state()).isEqualTo(Row.State.FAILED);
    assertThat(row(compute).problem()).get().extracting(Problem::nextStep).asString().isNotBlank();
    return row(compute).problem().orElseThrow().code();
  }

  /** Does what is due, until nothing is. */
  private void work() throws InterruptedException {
    var through = killer.over(store);
    var computes = new ComputeTasks(through, TIMES, () -> now);
    var agents =
        new AgentTasks(
            through,
            kubeconfig -> opener.open(kubeconfig),
            agent -> new Issued("CERT of " + agent, "KEY", "abc123"),
            SETTINGS,
            TIMES,
            () -> now);
    for (var round = 0; round < 10; round++) {
      var claims =
          store
              .tasks()
              .claim(
                  Set.of(ComputeTasks.TASK, AgentTasks.TASK), Set.of(), Duration.ofSeconds(30), 9);
      for (var claim : claims) {
        handle(claim.kind().equals(AgentTasks.TASK) ? agents : computes, claim);
      }
    }
  }

  private void handle(TaskHandler handler, Claim claim) throws InterruptedException {
    try {
      switch (handler.handle(claim)) {
        case Outcome.Done() -> store.tasks().finish(claim);
        case Outcome.Again(var after) -> store.tasks().retry(claim, after);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (Killer.KilledException killed) {
      // The next one goes on when the lease has run out.
      now = now.plusSeconds(31);
    }
  }

  static List<Integer> calls() {
    return IntStream.rangeClosed(1, 30).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void killedAfterAnyCallItIsAttachedAndDetachedAllTheSame(int calls) throws InterruptedException {
    killer.after(calls);
    work();
    assertThat(row(World.COMPUTE).state()).isEqualTo(Row.State.SUCCEEDED);
    assertThat(site.isInstalled()).isTrue();
    World.submit(store, "waiting", World.plain());
    put(World.COMPUTE, Row.State.DELETING);
    killer.after(calls);
    work();
    now = now.plusSeconds(2);
    work();
    assertThat(store.resources().find(World.COMPUTE)).isEmpty();
    assertThat(site.isInstalled()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void killedAfterAnyCallAFailureLeavesNothing(int calls) throws InterruptedException {
    site.fails(Optional.of(HelmException.Code.TIMEOUT));
    killer.after(calls);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("HelmFailed");
    assertThat(site.isInstalled()).isFalse();
  }

  @Test
  void theAgentIsInstalledAndItsTunnelAwaited() throws InterruptedException {
    site.pods(new AgentPod("rest-server", "rest-server-1", "Running", true, 0, ""));
    work();
    assertThat(row(World.COMPUTE).state()).isEqualTo(Row.State.SUCCEEDED);
    assertThat(row(World.COMPUTE).problem()).isEmpty();
    assertThat(row(World.COMPUTE).observed().path("pods").path(0).path("state").asText())
        .isEqualTo("Running");
    assertThat(site.done()).containsExactly("deploy");
    assertThat(site.values())
        .isEqualTo(
            "{\"image\":{\"registry\":\"mooring.internal\",\"repository\":\"agent\",\"tag\":\"1\"},\"launcherImage\":\"mooring.internal/launcher:1\",\"relay\":{\"host\":\"relay.mooring.internal\",\"port\":8444},\"tls\":{\"certificate\":\"CERT of %s\",\"key\":\"KEY\",\"ca\":\"CA\"}}"
                .formatted(World.AGENT));
    assertThat(store.agents().find(World.AGENT).orElseThrow().certificate()).isEqualTo("abc123");
  }

  @Test
  void aClusterThatIsNotRegistered() throws InterruptedException {
    World.put(store, World.COMPUTE, "{'resourceId': '/a/b/c/d'}", Row.State.CREATING);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("ClusterNotFound");
    World.put(store, World.COMPUTE, "{}", Row.State.CREATING);
    ask(World.COMPUTE);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("ClusterNotFound");
  }

  @Test
  void aKubeconfigThatMayNotBeUsed() throws InterruptedException {
    opener =
        kubeconfig -> {
          throw new ClusterException(ClusterException.Code.CONFIGURATION, "it runs a program");
        };
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("KubeconfigUnfit");
  }

  @Test
  void whatStandsAgainstItIsSaidBeforeAnythingIsDone() throws InterruptedException {
    site.answers(new Answer.Silent("https://c:6443", "refused"));
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("ClusterNotReachable");

    site.answers(new Answer.Unauthorized("https://c:6443", "Unauthorized"));
    put(World.COMPUTE, Row.State.CREATING);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("ClusterUnauthorized");

    site.answers(new Answer.Welcome("v1.36.3"));
    site.denies(new Permission("create", "", "namespaces", "", ""));
    put(World.COMPUTE, Row.State.CREATING);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("KubeconfigLacksRights");
    assertThat(site.done()).isEmpty();
  }

  @Test
  void aNamespaceThatIsMissingFailsOnlyItsCompute() throws InterruptedException {
    World.compute(store, SECOND, "team-b", Row.State.CREATING);
    work();
    assertThat(failure(SECOND)).isEqualTo("NamespaceNotFound");
    assertThat(row(World.COMPUTE).state()).isEqualTo(Row.State.SUCCEEDED);

    site.namespace("team-b");
    World.compute(store, SECOND, "team-b", Row.State.CREATING);
    ask(SECOND);
    work();
    assertThat(row(SECOND).state()).isEqualTo(Row.State.SUCCEEDED);
  }

  @Test
  void aClusterThatIsLostOnTheWay() throws InterruptedException {
    World.compute(store, World.COMPUTE, "broken", Row.State.CREATING);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("ClusterNotReachable");
  }

  @ParameterizedTest
  @EnumSource
  void whatHelmCannotDoIsUndoneAndWorksOnceMended(HelmException.Code code)
      throws InterruptedException {
    site.fails(Optional.of(code));
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("HelmFailed");
    assertThat(site.done()).containsExactly("deploy", "uninstall");
    assertThat(store.agents().find(World.AGENT)).isEmpty();

    site.fails(Optional.empty());
    put(World.COMPUTE, Row.State.CREATING);
    work();
    assertThat(row(World.COMPUTE).state()).isEqualTo(Row.State.SUCCEEDED);
  }

  @Test
  void anAgentThatDoesNotConnectIsRemovedAgain() throws InterruptedException {
    site.whenDeployed(() -> {});
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("AgentNotConnected");
    assertThat(site.isInstalled()).isFalse();
  }

  @Test
  void whatAKilledAttemptLeftIsUndoneToo() throws InterruptedException {
    store
        .resources()
        .ask(
            World.COMPUTE,
            row -> row.map(it -> Draft.of(it).withObserved(World.json("{'installing': true}"))));
    site.has(new Releases.Revision(1, "deployed", ""));
    site.whenDeployed(() -> {});
    work();
    assertThat(site.isInstalled()).isFalse();
  }

  @Test
  void anAgentThatWasThereBeforeStays() throws InterruptedException {
    site.has(new Releases.Revision(2, "deployed", ""));
    site.fails(Optional.of(HelmException.Code.TIMEOUT));
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("HelmFailed");
    assertThat(site.done()).containsExactly("deploy");
  }

  @Test
  void anAgentThatAnotherComputeUsesStays() throws InterruptedException {
    work();
    site.fails(Optional.of(HelmException.Code.TIMEOUT));
    put(SECOND, Row.State.CREATING);
    work();
    assertThat(failure(SECOND)).isEqualTo("HelmFailed");
    assertThat(row(World.COMPUTE).state()).isEqualTo(Row.State.SUCCEEDED);
    assertThat(site.isInstalled()).isTrue();
  }

  @Test
  void theAgentGoesWithTheLastCompute() throws InterruptedException {
    put(SECOND, Row.State.CREATING);
    work();
    put(World.COMPUTE, Row.State.DELETING);
    work();
    assertThat(store.resources().find(World.COMPUTE)).isEmpty();
    assertThat(site.isInstalled()).isTrue();
    put(SECOND, Row.State.DELETING);
    work();
    assertThat(store.resources().find(SECOND)).isEmpty();
    assertThat(site.isInstalled()).isFalse();
    assertThat(store.agents().find(World.AGENT)).isEmpty();
    assertThat(store.secrets().find("agent/" + World.AGENT)).isEmpty();
  }

  @Test
  void twoComputesThatGoAtOnceTakeTheAgentAlong() throws InterruptedException {
    put(SECOND, Row.State.CREATING);
    work();
    put(World.COMPUTE, Row.State.DELETING);
    put(SECOND, Row.State.DELETING);
    work();
    assertThat(site.isInstalled()).isFalse();
    assertThat(store.resources().find(World.COMPUTE)).isEmpty();
    assertThat(store.resources().find(SECOND)).isEmpty();
  }

  @Test
  void aClusterHasTheVersionThatItToldLast() throws InterruptedException {
    work();
    assertThat(version()).isEqualTo("v1.36.3");

    site.answers(new Answer.Welcome("v1.37.0"));
    put(SECOND, Row.State.CREATING);
    work();
    assertThat(version()).isEqualTo("v1.37.0");

    site.answers(new Answer.Silent("https://c:6443", "refused"));
    put(SECOND, Row.State.UPDATING);
    work();
    assertThat(version()).isEqualTo("v1.37.0");
  }

  private String version() {
    return row(World.CLUSTER).observed().path("kubernetesVersion").asText();
  }

  @Test
  void aClusterThatDoesNotAnswerCannotBeDetached() throws InterruptedException {
    work();
    site.answers(new Answer.Silent("https://c:6443", "refused"));
    put(World.COMPUTE, Row.State.DELETING);
    work();
    assertThat(failure(World.COMPUTE)).isEqualTo("ClusterNotReachable");

    site.answers(new Answer.Welcome("v1.36.3"));
    put(World.COMPUTE, Row.State.DELETING);
    work();
    assertThat(store.resources().find(World.COMPUTE)).isEmpty();
    assertThat(site.isInstalled()).isFalse();
  }

  @Test
  void itsJobsEndBeforeAComputeGoes() throws InterruptedException {
    work();
    var waiting = World.submit(store, "waiting", World.plain());
    var running = World.submit(store, "running", World.plain());
    see(running, JobStatus.RUNNING);
    put(World.COMPUTE, Row.State.DELETING);
    work();
    assertThat(World.seen(store, waiting).status()).isEqualTo(JobStatus.CANCELED);
    assertThat(World.seen(store, running).status()).isEqualTo(JobStatus.CANCEL_REQUESTED);
    assertThat(row(World.COMPUTE).problem())
        .get()
        .extracting(Problem::code)
        .isEqualTo("JobsEnding");
    assertThat(site.isInstalled()).isTrue();

    see(running, JobStatus.CANCELED);
    now = now.plusSeconds(2);
    work();
    assertThat(store.resources().find(World.COMPUTE)).isEmpty();
    assertThat(site.isInstalled()).isFalse();
  }

  @Test
  void aJobWhoseAgentIsSilentDoesNotHoldItForever() throws InterruptedException {
    work();
    var running = World.submit(store, "running", World.plain());
    see(running, JobStatus.RUNNING);
    put(World.COMPUTE, Row.State.DELETING);
    work();
    now = now.plusSeconds(61);
    work();
    now = now.plusSeconds(2);
    work();
    assertThat(World.seen(store, running).problem())
        .get()
        .extracting(Problem::code)
        .isEqualTo("CanceledByDetach");
    assertThat(store.resources().find(World.COMPUTE)).isEmpty();
  }

  private void see(ResourceId job, JobStatus status) {
    store
        .resources()
        .ask(
            job,
            row ->
                row.map(it -> {
                  var seen = JobSeenJson.read(it.observed());
                  var at = new Handed(World.AGENT, "team-a", job.name(), true);
                  var handed = seen.handed().isPresent() ? seen : seen.handedTo(at);
                  var json = JobSeenJson.write(handed, it.observed());
                  return Draft.of(it)
                      .withObserved(
                          World.json(
                              json.toString()
                                  .replaceFirst(
                                      "\"status\":\"[A-Za-z]+\"",
                                      "\"status\":\"%s\"".formatted(status.word()))));
                }));
  }
}
