package dev.mooring.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cluster.bench.Contestant.Use;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProcessFilesTest {
  private static final String STATUS = "Name:\tjava\nVmPeak:\t 999999 kB\nVmHWM:\t   10240 kB\n";

  @Test
  void timesAreFoundBehindAnyName() {
    var stat = "42 (a ) b (c) S 1 42 42 0 -1 4194560 5 6 7 8 120 34 9 9 20 0 17 0 1 2 3";
    assertThat(ProcessFiles.use(stat, STATUS)).isEqualTo(new Use(Duration.ofMillis(1540), 10));
  }

  @Test
  void whatIsNotOfAProcessIsRefused() {
    assertThatThrownBy(() -> ProcessFiles.use("42 (java) S 1", STATUS))
        .hasMessageContaining("Not a process");
    var stat = "42 (java) S 1 42 42 0 -1 4194560 5 6 7 8 120 34 9 9 20 0 17 0 1 2 3";
    assertThatThrownBy(() -> ProcessFiles.use(stat, "Name: x")).hasMessageContaining("VmHWM");
  }
}
