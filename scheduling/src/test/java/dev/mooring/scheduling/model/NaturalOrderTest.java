package dev.mooring.scheduling.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class NaturalOrderTest {
  private final NaturalOrder order = new NaturalOrder();

  @Test
  void numbersCountByTheirValue() {
    var names = List.of("job", "job-2", "job-02-b", "job-10", "job-10-9", "job-10-11", "jobs-1");
    assertThat(names.stream().sorted(order)).containsExactlyElementsOf(names);
  }

  @Test
  void longNumbersAreNotCut() {
    assertThat(order.compare("run-99999999999999999999", "run-100000000000000000000")).isNegative();
  }

  @Property
  void isAnOrder(
      @ForAll @StringLength(max = 5) @Chars({'/', '0', '1', ':'}) String one,
      @ForAll @StringLength(max = 5) @Chars({'/', '0', '1', ':'}) String two,
      @ForAll @StringLength(max = 5) @Chars({'/', '0', '1', ':'}) String three) {
    var first = order.compare(one, two);
    assertThat(Integer.signum(order.compare(two, one))).isEqualTo(-Integer.signum(first));
    assertThat(first == 0).isEqualTo(one.equals(two));
    if (first < 0 && order.compare(two, three) < 0) {
      assertThat(order.compare(one, three)).isNegative();
    }
  }
}
