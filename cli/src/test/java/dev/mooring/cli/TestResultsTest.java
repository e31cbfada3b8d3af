package dev.mooring.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestResultsTest {

  @Test
  void failureIsNamedWithItsWordsAndWithoutItsStack(@TempDir Path folder) throws IOException {
    var report =
        Files.writeString(
            folder.resolve("TEST-a.xml"),
            """
            <testsuite>
            <testcase name="good" classname="a.B"/>
            <testcase name="out" classname="a.B"><skipped/></testcase>
            <testcase name="bad" classname="a.B"><failure message="m" type="t">t: Expected 1

            but was 2
            \tat a.B.bad(B.java:3)
            </failure></testcase>
            <testcase name="worse" classname="a.B"><error type="t">t
            \tat a.B.worse(B.java:9)
            </error></testcase>
            </testsuite>
            """);
    assertThat(TestResults.ofSurefire(report))
        .isEqualTo(
            new TestResults(
                1, 2, 1, List.of("a.B.bad\n    t: Expected 1\n    but was 2", "a.B.worse\n    t")));
  }

  @Test
  void testsOfGoAreCountedAndPackagesAreNot() {
    var lines =
        List.of(
            "{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"TestA\"}",
            "{\"Action\":\"fail\",\"Package\":\"p\",\"Test\":\"TestB\"}",
            "{\"Action\":\"pass\",\"Package\":\"p\"}",
            "no event");
    assertThat(TestResults.ofGo(lines)).isEqualTo(new TestResults(1, 1, 0, List.of("p.TestB")));
  }
}
