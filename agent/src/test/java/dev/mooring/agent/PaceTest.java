package dev.mooring.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {
  @ParameterizedTest
  @CsvSource({"0, 30", "9, 30", "10, 30", "20, 60", "100, 300", "5000, 300"})
  void gathersAsLongAsSomePassesWithinItsBounds(long pass, long gather) {
    var pace = new Pace(Duration.ofMillis(30), Duration.ofMillis(300), 3);
    assertThat(pace.after(Duration.ofMillis(pass))).isEqualTo(Duration.ofMillis(gather));
  }
}
