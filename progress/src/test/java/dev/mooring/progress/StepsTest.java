package dev.mooring.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StepsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private Instant now = START;
  @TempDir Path logs;

  @Test
  void plainLogSaysStartAndEnd() {
    var steps = steps(new PlainLook());
    var result = steps.call("Build binary", step -> after(4100, 42));
    assertThat(result).isEqualTo(42);
    assertThat(shown())
        .isEqualTo("[   0.0s] Build binary: started\n[   4.1s] Build binary: done in 4.1s\n");
  }

  @Test
  void plainLogMentionsALongStepEveryFifteenSeconds() {
    var steps = steps(new PlainLook());
    steps.run(
        "Build",
        step -> {
          step.line("compiling \033[1mnet\033[0m");
          for (var second = 0; second < 31; second++) {
            after(1000, 0);
            steps.tick();
          }
        });
    assertThat(shown())
        .contains("[  15.0s] Build: running for 15.0s: compiling net\n")
        .contains("[  30.0s] Build: running for 30.0s: compiling net\n");
    assertThat(shown().lines().filter(line -> line.contains("running"))).hasSize(2);
  }

  @Test
  void failureShowsTheLastLinesAndTheLog() throws IOException {
    var steps = steps(new PlainLook());
    assertThatThrownBy(() ->
            steps.run(
                "Build binary",
                step -> {
                  for (var i = 1; i <= 30; i++) {
                    step.line("line " + i);
                  }
                  throw new IOException("go build ended with exit code 1");
                }))
        .isInstanceOf(IOException.class);
    var log = logs.resolve("build-binary.log");
    assertThat(shown())
        .contains("Build binary: FAILED after 0.0s: go build ended with exit code 1\n")
        .contains("    | line 11\n")
        .contains("    | line 30\n")
        .contains("    full log: " + log + "\n")
        .doesNotContain("| line 10\n");
    assertThat(Files.readAllLines(log)).hasSize(30).startsWith("line 1");
  }

  @Test
  void anInterruptedStepIsStoppedRatherThanFailed() {
    var steps = steps(new PlainLook());
    assertThatThrownBy(() ->
            steps.run(
                "Build binary",
                step -> {
                  Thread.currentThread().interrupt();
                  throw new IllegalStateException("stopped");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(shown()).endsWith("Build binary: stopped after 0.0s\n");
  }

  @Test
  void breakdownCoversTheEarlierProgram() {
    var first = steps(new PlainLook());
    first.run("Build", step -> after(3000, 0));
    var before = History.parse(first.history()).orElseThrow();
    var second = new Steps(new PlainLook(), stream(), logs, () -> now, before);
    second.run("Start cluster", step -> after(1000, 0));
    assertThat(second.breakdown())
        .isEqualTo(
            """
            Time by step, of 4.0s in all:
                 3.0s |#######################       | Build
                 1.0s |                      ########| Start cluster
            """);
  }

  @Test
  void stepsInParallelAreAllLive() throws InterruptedException {
    var steps = steps(new LiveLook(60));
    var bothRun = new CyclicBarrier(3);
    var mayEnd = new CyclicBarrier(3);
    var threads =
        List.of("Go", "Maven").stream()
            .map(name ->
                Thread.startVirtualThread(() ->
                    steps.run(
                        name,
                        step -> {
                          step.line("works on " + name);
                          await(bothRun);
                          await(mayEnd);
                        })))
            .toList();
    await(bothRun);
    screen.reset();
    steps.tick();
    assertThat(shown()).contains("Go  0.0s  works on Go").contains("Maven  0.0s  works on Maven");
    await(mayEnd);
    for (var thread : threads) {
      thread.join();
    }
    steps.close();
    assertThat(steps.timings()).extracting(Timing::name).containsExactlyInAnyOrder("Go", "Maven");
  }

  @Test
  void aDamagedHistoryDoesNotStopTheCommand() {
    try (var steps = Steps.open(Map.of("MOORING_STEPS", "12\nnonsense"), logs)) {
      assertThat(steps.timings()).isEmpty();
    }
  }

  private Steps steps(Look look) {
    return new Steps(look, stream(), logs, () -> now, new History(START, List.of()));
  }

  private PrintStream stream() {
    return new PrintStream(screen, false, StandardCharsets.UTF_8);
  }

  private String shown() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  private <T> T after(long millis, T value) {
    now = now.plus(Duration.ofMillis(millis));
    return value;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException("interrupted while waiting for the steps", e);
    }
  }
}
