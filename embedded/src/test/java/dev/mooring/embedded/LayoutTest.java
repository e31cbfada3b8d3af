package dev.mooring.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.embedded.config.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutTest {

  @Test
  void clustersOfOneMachineNeverShareAnAddressOrAName() {
    var ranges = new ArrayList<Range>();
    for (var slot = 0; slot < Layout.SLOTS; slot++) {
      for (var text : new Layout("c", slot, Layout.MAX_NODES).ranges()) {
        var range = Range.parse(text);
        assertThat(ranges).noneMatch(range::overlaps);
        ranges.add(range);
      }
    }
  }

  @Test
  void podRangesOfTheNodesLieInTheClustersAndApart() {
    var layout = new Layout("c", 15, Layout.MAX_NODES);
    var nodes = layout.nodeList().stream().map(n -> Range.parse(n.podRange())).toList();
    for (var i = 0; i < nodes.size(); i++) {
      assertThat(nodes.get(i).overlaps(Range.parse(layout.podRange()))).isTrue();
      for (var j = 0; j < i; j++) {
        assertThat(nodes.get(i).overlaps(nodes.get(j))).isFalse();
      }
    }
  }

  @Test
  void badNamesAndSizesAreRefusedByWhatIsWrong() {
    assertThatThrownBy(() -> new Layout("../etc", 0, 1)).hasMessageContaining("'../etc'");
    assertThatThrownBy(() -> new Layout("a", 0, 0)).hasMessageContaining("0 nodes");
    assertThatThrownBy(() -> new Layout("a", 16, 1)).hasMessageContaining("Slot 16");
  }

  @Test
  void rulesKeepEveryRangeOfTheClusterInside() {
    var layout = new Layout("moor", 0, 3);
    assertThat(Network.rules(layout))
        .contains("ip daddr { 10.249.0.0/24, 10.250.0.0/20, 10.96.0.0/16 }")
        .contains("iifname \"moor0\" oifname != \"moor0\" counter reject");
  }

  @Test
  void lowestFreeSlotIsTaken() {
    assertThat(Settings.freeSlot(List.of(new Settings(0, 3), new Settings(2, 1)))).isEqualTo(1);
  }
}
