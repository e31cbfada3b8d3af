package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MatchingTest {
  private static final int MOST = 6;

  static IntStream seeds() {
    return IntStream.range(0, 500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isAsLargeAsTryingAllFinds(int seed) {
    var random = new Random(seed);
    var claims = IntStream.range(0, random.nextInt(MOST)).boxed().toList();
    var volumes = IntStream.range(0, random.nextInt(MOST)).boxed().toList();
    var edges = new BitSet();
    IntStream.range(0, MOST * MOST).filter(_ -> random.nextInt(3) == 0).forEach(edges::set);

    assertThat(Matching.most(claims, volumes, (c, v) -> edges.get(c * MOST + v)))
        .isEqualTo(tryingAll(claims, volumes, edges, new BitSet()));
  }

  private static int tryingAll(
      List<Integer> claims, List<Integer> volumes, BitSet edges, BitSet taken) {
    if (claims.isEmpty()) {
      return 0;
    }
    var rest = claims.subList(1, claims.size());
    var best = tryingAll(rest, volumes, edges, taken);
    for (var volume : volumes) {
      if (edges.get(claims.getFirst() * MOST + volume) && !taken.get(volume)) {
        taken.set(volume);
        best = Math.max(best, 1 + tryingAll(rest, volumes, edges, taken));
        taken.clear(volume);
      }
    }
    return best;
  }
}
