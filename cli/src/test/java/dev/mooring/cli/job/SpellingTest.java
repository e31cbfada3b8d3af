package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class SpellingTest {
  private static final Set<String> NAMES = CommandJob.FILE.known().keySet();

  @Test
  void nearNamesAreFound() {
    assertThat(Spelling.nearest("displayName", NAMES)).contains("display_name");
    assertThat(Spelling.nearest("output", NAMES)).contains("outputs");
    assertThat(Spelling.nearest("enviroment", NAMES)).contains("environment");
    assertThat(Spelling.nearest("schedule_policy", NAMES)).isEmpty();
    assertThat(Spelling.nearest("x", NAMES)).isEmpty();
  }

  @Property(tries = 300)
  void distanceIsTheSameBothWaysAndNoMoreThanTheLonger(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    var distance = Spelling.distance(a, b);
    assertThat(distance)
        .isEqualTo(Spelling.distance(b, a))
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    assertThat(distance == 0).isEqualTo(a.equals(b));
  }
}
