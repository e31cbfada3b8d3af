package dev.mooring.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchedulerProcessTest {

  private static SchedulerProcess shell(Path folder, String script) {
    return SchedulerProcess.start(
        List.of("sh", "-ec", script), Map.of("WORD", "gone"), folder.resolve("log"));
  }

  @Test
  void itsUseGrowsUntilItIsPausedAndGrowsAgain(@TempDir Path folder) {
    try (var process = shell(folder, "while :; do :; done")) {
      awaitMore(process, Duration.ZERO);
      process.pause();
      Awaitility.await().until(() -> state(process).equals("T"));
      var stopped = process.use().cpu();
      assertThat(process.use().cpu()).isEqualTo(stopped);
      process.resume();
      awaitMore(process, stopped);
      assertThat(process.use().peakMebibytes()).isPositive();
    }
  }

  private static void awaitMore(SchedulerProcess process, Duration than) {
    Awaitility.await().until(() -> process.use().cpu().compareTo(than) > 0);
  }

  private static String state(SchedulerProcess process) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + process.process().pid() + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
  }

  @Test
  void oneThatEndedSaysItsLastWords(@TempDir Path folder) throws InterruptedException {
    try (var process = shell(folder, "echo all is $WORD; exit 3")) {
      process.process().waitFor();
      assertThatThrownBy(process::use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("all is gone");
    }
  }

  @Test
  void closingEndsOneThatIsPaused(@TempDir Path folder) {
    var process = shell(folder, "while :; do :; done");
    process.pause();
    process.close();
    assertThat(process.process().isAlive()).isFalse();
  }
}
