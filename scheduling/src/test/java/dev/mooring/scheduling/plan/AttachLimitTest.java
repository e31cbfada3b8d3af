package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.Explanation.Shortage;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many volumes of a driver a node attaches, as its CSINode says. */
final class AttachLimitTest {
  private static final String DISK = "disk.csi.azure.com";

  private static Case nodes(int limit, String... names) {
    var world = new Case();
    for (var name : names) {
      world.node(name, 4000, 0);
    }
    world.nodes().forEach(node -> world.with(node.withAttachLimits(Map.of(DISK, limit))));
    return world;
  }

  /** Each of the volumes is mounted through a claim of its own. */
  private static PodShape mounting(long cpu, String driver, String... handles) {
    return new PodShape(
        "lab",
        Map.of(),
        Case.amounts(cpu, 0),
        NodeRules.NONE,
        Company.ANY,
        List.of(),
        new PodShape.Local(
            List.of(),
            Stream.of(handles)
                .<Volume>map(handle -> new Volume.Attached("claim-" + handle, driver, handle))
                .toList()));
  }

  /** A gang whose members have a volume each. */
  private static Case gang(Case world, String name, int priority, int size) {
    var members = new ArrayList<Member>();
    for (var i = 0; i < size; i++) {
      members.addAll(Case.members(name + i, 1, "", mounting(100, DISK, name + "-" + i)));
    }
    return world.gang(name, "default", priority, Minimum.of(size), members);
  }

  private static Map<PodId, String> seats(Case world, String gang) {
    var outcome = Case.outcome(world.plan(), gang).orElseThrow();
    assertThat(outcome).isInstanceOf(Outcome.Starts.class);
    return ((Outcome.Starts) outcome).seats();
  }

  private static Explanation because(Case world, String gang) {
    var outcome = Case.outcome(world.plan(), gang).orElseThrow();
    assertThat(outcome).isInstanceOf(Outcome.Waits.class);
    return ((Outcome.Waits) outcome).because();
  }

  @Test
  void noMoreVolumesGoToANodeThanItAttaches() {
    var world = gang(nodes(2, "a", "b"), "g", 0, 4);
    assertThat(Collections.frequency(seats(world, "g").values(), "a")).isEqualTo(2);
    assertThat(Collections.frequency(seats(world, "g").values(), "b")).isEqualTo(2);
    world.step();
    gang(world, "h", 0, 1);
    var because = because(world, "h");
    assertThat(because.code()).isEqualTo(Code.NoAttachmentLeft);
    assertThat(because.message())
        .isEqualTo(
            "0 of 1 members fit now; volumes of driver disk.csi.azure.com: no attachment is left"
                + " on the nodes");
    assertThat(because.facts().shortages())
        .containsExactly(new Shortage("attachable-volumes-csi-" + DISK, 1, 2, 2));
    world.end(Case.id("g"));
    assertThat(seats(world, "h")).hasSize(1);
  }

  @Test
  void halfAGangDoesNotStartForWantOfAttachments() {
    var world = gang(nodes(2, "a", "b"), "g", 0, 5);
    assertThat(because(world, "g").message()).startsWith("4 of 5 members fit now; volumes of");
  }

  @Test
  void aVolumeThatManyMountTakesOneAttachmentOfANode() {
    var world = nodes(1, "a");
    world.gang("g", 3, mounting(100, DISK, "data")).step();
    assertThat(world.nodes().getFirst().pods()).hasSize(3);
    // Through whatever claim, it is attached already.
    world.gang("same", 1, mounting(200, DISK, "data"));
    assertThat(seats(world, "same")).hasSize(1);
    world.gang("other", 1, mounting(100, DISK, "more"));
    assertThat(because(world, "other").code()).isEqualTo(Code.NoAttachmentLeft);
  }

  @Test
  void aNodeThatHasMoreThanItsLimitTakesWhatNeedsNoMore() {
    var world = nodes(2, "a");
    world.gang("g", 1, mounting(100, DISK, "one", "two")).step();
    world.with(world.nodes().getFirst().withAttachLimits(Map.of(DISK, 1)));
    world.gang("same", 1, mounting(100, DISK, "one"));
    assertThat(seats(world, "same")).hasSize(1);
    world.gang("other", 1, mounting(100, DISK, "three"));
    assertThat(because(world, "other").code()).isEqualTo(Code.NoAttachmentLeft);
  }

  @Test
  void whatHasNoLimitIsNotCounted() {
    var world = nodes(1, "a").node("b", 500, 0);
    world.gang("files", 5, mounting(100, "file.csi.azure.com", "1", "2", "3"));
    assertThat(seats(world, "files")).hasSize(5);
    world.end(Case.id("files"));
    gang(world, "g", 0, 5);
    assertThat(Collections.frequency(seats(world, "g").values(), "b")).isBetween(4, 5);
  }

  @Test
  void volumesOfTheLeavingAreAttachedUntilTheyAreGone() {
    var world = nodes(1, "a");
    gang(world, "low", 0, 1).step();
    gang(world, "high", 5, 1);
    assertThat(Case.outcome(world.plan(), "high"))
        .containsInstanceOf(Outcome.Evicts.class)
        .hasValueSatisfying(outcome ->
            assertThat(((Outcome.Evicts) outcome).victims()).containsExactly(Case.id("low")));
    world.step();
    assertThat(because(world, "high").code()).isEqualTo(Code.RoomIsBeingMade);
    world.left();
    assertThat(seats(world, "high")).hasSize(1);
  }

  @Test
  void moreThanANodeEverAttachesIsToldApart() {
    var world = nodes(2, "a", "b");
    world.gang("g", 1, mounting(100, DISK, "one", "two", "three"));
    assertThat(because(world, "g").message())
        .isEqualTo(
            "A pod mounts 3 volumes of driver disk.csi.azure.com, and the most that a node"
                + " attaches is 2");
  }

  @Test
  void whereRoomLacksTooTheNodesWithRoomAreMeant() {
    var world = nodes(1, "a").node("small", 50, 0);
    gang(world, "g", 0, 1).step();
    gang(world, "h", 0, 1);
    var because = because(world, "h");
    assertThat(because.message()).endsWith("no attachment is left on the nodes that have room");
    assertThat(because.facts().shortages())
        .containsExactly(
            new Shortage("attachable-volumes-csi-" + DISK, 1, 1, 2), new Shortage("cpu", 50, 1, 2));
  }

  @Test
  void aLimitIsNotNegative() {
    assertThatThrownBy(() -> nodes(-1, "a")).hasMessageContaining(DISK).hasMessageContaining("-1");
  }
}
