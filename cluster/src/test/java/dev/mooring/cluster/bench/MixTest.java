package dev.mooring.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class MixTest {

  @Test
  void itIs53GangsOf288PodsThatNeedNineWaves() {
    assertThat(Mix.SIZES).hasSize(53).allMatch(size -> size >= 1 && size <= Mix.NODES);
    assertThat(Mix.pods()).isEqualTo(288);
    assertThat(Mix.waves()).isEqualTo(9);
  }

  /** Else the ideal would be out of anybody's reach. */
  @Test
  void nineWavesHoldItWithoutARest() {
    var waves = new ArrayList<Integer>();
    for (var size : Mix.SIZES.stream().sorted(Comparator.reverseOrder()).toList()) {
      var wave = 0;
      while (wave < waves.size() && waves.get(wave) + size > Mix.NODES) {
        wave++;
      }
      if (wave == waves.size()) {
        waves.add(0);
      }
      waves.set(wave, waves.get(wave) + size);
    }
    assertThat(waves).hasSize(Mix.waves()).containsOnly(Mix.NODES);
  }

  @Test
  void aMakespanIsSeenBesideTheIdeal() {
    var result = new OccupancyBench.Result(Duration.ofSeconds(108), Duration.ofSeconds(90));
    assertThat(result.over()).isEqualTo(0.2, Offset.offset(1e-9));
    assertThat(result.occupancy()).isEqualTo(90.0 / 108, Offset.offset(1e-9));
  }
}
