package dev.mooring.agent.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Seated;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AheadTest {
  private static final PodGroupStatus DECIDED =
      new PodGroupStatus(PodGroupPhase.INQUEUE, null, null);

  private final FakeGangCluster cluster = new FakeGangCluster();
  private final Ahead ahead = new Ahead();

  private PodId first() {
    return cluster.see().groups().getFirst().waiting().getFirst().member().id();
  }

  private long usedAhead() {
    return ahead.over(cluster.see()).nodes().nodes().getFirst().used().amount("cpu");
  }

  @Test
  void aSeatCountsUntilThePodShowsIt() {
    cluster.addNode("a", 2000);
    cluster.addGang("g", 2, 1000);
    var pod = first();
    ahead.seated(List.of(pod), Map.of(pod, "a"), Instant.EPOCH);
    assertThat(usedAhead()).isEqualTo(1000);
    var gang = ahead.over(cluster.see()).groups().getFirst().gang();
    assertThat(gang.waiting()).hasSize(1);
    assertThat(gang.seated()).extracting(Seated::id).containsExactly(pod);
    cluster.bind(cluster.see().groups().getFirst().pod(pod.uid()).orElseThrow(), "a");
    assertThat(usedAhead()).as("not twice").isEqualTo(1000);
    ahead.unseated(pod);
    assertThat(usedAhead()).isEqualTo(1000);
  }

  @Test
  void aSeatThatWasNotGivenIsFree() {
    cluster.addNode("a", 2000);
    cluster.addGang("g", 2, 1000);
    var pod = first();
    ahead.seated(List.of(pod), Map.of(pod, "a"), Instant.EPOCH);
    ahead.unseated(pod);
    assertThat(usedAhead()).isZero();
  }

  @Test
  void aStatusCountsWhileTheWatchShowsOneThatItReplaced() {
    var id = cluster.addGang("g", 1, 1000);
    cluster.freeze();
    var before = cluster.see().groups().getFirst().version();
    var written = cluster.writeStatus(id, before, DECIDED).orElseThrow();
    ahead.wrote(id, before, written, DECIDED);
    var seen = ahead.over(cluster.see()).groups().getFirst();
    assertThat(seen.version()).isEqualTo(written);
    assertThat(seen.status()).isEqualTo(DECIDED);
    cluster.thaw();
    cluster.writeStatus(id, written, PodGroupStatus.NONE);
    assertThat(statusOf(ahead.over(cluster.see()), id)).isEqualTo(PodGroupStatus.NONE);
  }

  private static PodGroupStatus statusOf(Seen seen, GangId id) {
    return seen.groups().stream()
        .filter(group -> group.id().equals(id))
        .findFirst()
        .orElseThrow()
        .status();
  }
}
