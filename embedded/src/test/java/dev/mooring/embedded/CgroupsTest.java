package dev.mooring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CgroupsTest {
  /** The ends of both scales, and the usual 1024. */
  @ParameterizedTest
  @CsvSource({"2, 1", "1024, 39", "262144, 10000"})
  void sharesBecomeWeights(int shares, int weight) {
    assertThat(Cgroups.weight(shares)).isEqualTo(weight);
  }
}
