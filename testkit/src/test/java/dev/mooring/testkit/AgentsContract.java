package dev.mooring.testkit;

import static dev.mooring.testkit.Fixtures.json;
import static dev.mooring.testkit.Fixtures.stored;
import static dev.mooring.testkit.Fixtures.unique;
import static dev.mooring.testkit.Fixtures.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Agent;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link dev.mooring.store.Agents} promises. */
interface AgentsContract {
  Store store();

  private ResourceId cluster() {
    return ResourceId.of(
        "/subscriptions/S/resourceGroups/G/providers/Microsoft.ContainerService/managedClusters/"
            + unique("K"));
  }

  @Test
  default void anAgentIsFoundByItsIdAndItsCluster() {
    var id = unique("agent-");
    var cluster = cluster();
    assertThat(store().agents().find(id)).isEmpty();
    store().agents().register(id, cluster, "aa");
    var agent = store().agents().find(id).orElseThrow();
    assertThat(agent.cluster()).hasToString(cluster.toString());
    assertThat(agent.certificate()).isEqualTo("aa");
    assertThat(agent.epoch()).isZero();
    assertThat(agent.cursor()).isEmpty();
    assertThat(agent.pods()).isEmpty();
    assertThat(agent.seenAt()).isEmpty();
    assertThat(agent.silence()).isEmpty();
    var shouted = ResourceId.of(cluster.toString().toUpperCase(Locale.ROOT));
    assertThat(store().agents().on(shouted)).get().extracting(Agent::id).isEqualTo(id);
    assertThat(store().agents().on(cluster())).isEmpty();
  }

  @Test
  default void registeringAgainChangesTheCertificateOnly() {
    var id = unique("agent-");
    var cluster = cluster();
    store().agents().register(id, cluster, "aa");
    var epoch = store().agents().accept(id).orElseThrow();
    assertThat(store().agents().seen(id, epoch, "7.42")).isTrue();
    assertThat(store().agents().told(id, epoch, json("pods", 1))).isTrue();
    store().agents().register(id, cluster, "bb");
    var agent = store().agents().find(id).orElseThrow();
    assertThat(agent.certificate()).isEqualTo("bb");
    assertThat(agent.epoch()).isEqualTo(epoch);
    assertThat(agent.cursor()).isEqualTo("7.42");
    assertThat(agent.pods()).contains(json("pods", 1));
    assertThat(agent.seenAt()).isPresent();
  }

  @Test
  default void whoTellsOfItsPodsIsSeen() {
    var id = unique("agent-");
    var cluster = cluster();
    store().agents().register(id, cluster, "aa");
    var epoch = store().agents().accept(id).orElseThrow();
    var accepted = store().agents().find(id).orElseThrow();
    await()
        .until(
            () -> {
              store().agents().told(id, epoch, json("pods", 2));
              return store()
                  .agents()
                  .on(cluster)
                  .filter(it -> !it.seenAt().equals(accepted.seenAt()));
            },
            Optional::isPresent);
    var told = store().agents().on(cluster).orElseThrow();
    assertThat(told.pods()).contains(json("pods", 2));
    assertThat(told.cursor()).isEqualTo(accepted.cursor());
    assertThat(told.epoch()).isEqualTo(epoch);
  }

  @Test
  default void silenceGrowsUntilTheAgentSaysSomething() {
    var id = unique("agent-");
    store().agents().register(id, cluster(), "aa");
    var epoch = store().agents().accept(id).orElseThrow();
    await().until(() -> silence(id).compareTo(Duration.ofMillis(50)) > 0);
    var before = silence(id);
    await()
        .until(() -> {
          store().agents().seen(id, epoch, "1");
          return silence(id).compareTo(before) < 0;
        });
  }

  private Duration silence(String id) {
    return store().agents().find(id).flatMap(Agent::silence).orElseThrow();
  }

  @Test
  default void ofTwoAgentsOnAClusterTheNewerCounts() {
    var cluster = cluster();
    var older = unique("agent-");
    var newer = unique("agent-");
    store().agents().register(older, cluster, "aa");
    store().agents().register(newer, cluster, "bb");
    assertThat(store().agents().on(cluster).orElseThrow().id()).isEqualTo(newer);
  }

  @Test
  default void aNewerTunnelFencesOffTheOlder() {
    var id = unique("agent-");
    var row = workspace();
    stored(store(), row);
    store().agents().register(id, cluster(), "aa");
    var old = store().agents().accept(id).orElseThrow();
    assertThat(report(new Fence.OfTunnel(id, old), row)).isTrue();
    var newer = store().agents().accept(id).orElseThrow();
    assertThat(newer).isGreaterThan(old);
    assertThat(report(new Fence.OfTunnel(id, old), row)).isFalse();
    assertThat(store().resources().remove(new Fence.OfTunnel(id, old), row)).isFalse();
    assertThat(store().agents().seen(id, old, "late")).isFalse();
    assertThat(store().agents().told(id, old, json("late", 1))).isFalse();
    assertThat(store().agents().find(id).orElseThrow().cursor()).isEmpty();
    assertThat(store().agents().find(id).orElseThrow().pods()).isEmpty();
    assertThat(report(new Fence.OfTunnel(id, newer), row)).isTrue();
  }

  private boolean report(Fence fence, ResourceId id) {
    return store()
        .resources()
        .report(fence, id, row -> Optional.of(Draft.of(row).withObserved(json("seen", 1))))
        .isPresent();
  }

  @Test
  default void theTunnelOfARemovedAgentStaysFencedOff() {
    var id = unique("agent-");
    var cluster = cluster();
    store().agents().register(id, cluster, "aa");
    var old = store().agents().accept(id).orElseThrow();
    store().agents().remove(id);
    assertThat(store().agents().find(id)).isEmpty();
    assertThat(store().agents().accept(id)).isEmpty();
    store().agents().register(id, cluster, "aa");
    assertThat(store().agents().accept(id).orElseThrow()).isGreaterThan(old);
    assertThat(store().agents().seen(id, old, "late")).isFalse();
  }

  @Test
  default void theTasksOfARemovedAgentAreNobodysThen() {
    var id = unique("agent-");
    var kind = unique("kind-");
    store().agents().register(id, cluster(), "aa");
    store().tasks().add(new Task(kind, "subject", Optional.of(id), Duration.ZERO));
    assertThat(claims(kind)).isEmpty();
    store().agents().remove(id);
    assertThat(claims(kind)).singleElement().matches(claim -> claim.agent().isEmpty());
  }

  private List<Claim> claims(String kind) {
    return store().tasks().claim(Set.of(kind), Set.of(), Duration.ofMinutes(1), 10);
  }
}
