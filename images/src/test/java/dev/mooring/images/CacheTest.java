package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheTest {
  private static final Key KEY = Key.of("test").key();

  @TempDir Path root;
  private final List<String> builds = new ArrayList<>();
  private Steps steps;
  private Cache cache;

  CacheTest() {
    steps = Steps.open(Map.of(), Path.of("unused"));
    cache = new Cache(Path.of("unused"));
  }

  @BeforeEach
  void open() {
    steps.close();
    steps = Steps.open(Map.of(), root.resolve("logs"));
    cache = new Cache(root);
  }

  @AfterEach
  void close() {
    steps.close();
  }

  @Test
  void aProductIsBuiltOnce() {
    var folder = cache.get(new Fake("hello"), KEY, steps);
    assertThat(folder.resolve("file")).hasContent("hello");
    assertThat(cache.get(new Fake("hello"), KEY, steps)).isEqualTo(folder);
    assertThat(builds).hasSize(1);
    assertThat(steps.timings()).hasSize(1);
  }

  @Test
  void aFailedBuildPublishesNothing() {
    var failing = new Fake("");
    assertThatThrownBy(() -> cache.get(failing, KEY, steps)).isInstanceOf(BuildException.class);
    assertThat(cache.find("fake", KEY)).isEmpty();
  }

  @Test
  void whatAnInterruptedBuildLeftIsRemoved() throws IOException {
    var left = Files.createDirectories(root.resolve("fake/.building-0123456789ab/deep"));
    Files.writeString(left.resolve("half"), "half");
    cache.get(new Fake("whole"), KEY, steps);
    assertThat(left.getParent()).doesNotExist();
  }

  @Test
  void nothingIsSeenBeforeItIsWhole() {
    var seen = new ArrayList<Boolean>();
    var watching =
        new Fake("whole") {
          @Override
          public void build(Key key, Path into, Step step) throws IOException {
            super.build(key, into, step);
            seen.add(cache.find("fake", KEY).isPresent());
          }
        };
    cache.get(watching, KEY, steps);
    assertThat(seen).containsExactly(false);
    assertThat(cache.find("fake", KEY)).isPresent();
  }

  @Test
  void ofAProductThatIsBuiltAnewThoseUsedLastAreKept() throws IOException {
    var now = Instant.now();
    for (var days = 2; days < 8; days++) {
      used("old" + days, now.minus(Duration.ofDays(days)));
    }
    var anHourAgo = List.of("a", "b", "c", "d", "e");
    for (var name : anHourAgo) {
      used(name, now.minus(Duration.ofHours(1)));
    }
    cache.get(passing(), KEY, steps);
    assertThat(kept()).containsExactlyInAnyOrder(KEY.hex(), "a", "b", "c", "d", "e");
  }

  @Test
  void aFewAreKeptHoweverLongAgoTheyWereUsed() throws IOException {
    var now = Instant.now();
    for (var days = 10; days < 15; days++) {
      used("old" + days, now.minus(Duration.ofDays(days)));
    }
    cache.get(passing(), KEY, steps);
    assertThat(kept()).containsExactlyInAnyOrder(KEY.hex(), "old10", "old11", "old12");
  }

  /** A cluster that has been up for long runs from it. */
  @Test
  void ofAProductFromWhichSomethingRunsAllAreKept() throws IOException {
    for (var days = 10; days < 15; days++) {
      used("old" + days, Instant.now().minus(Duration.ofDays(days)));
    }
    cache.get(new Fake("new"), KEY, steps);
    assertThat(kept()).hasSize(6);
  }

  private Fake passing() {
    return new Fake("new") {
      @Override
      public boolean isPassing() {
        return true;
      }
    };
  }

  private void used(String name, Instant last) throws IOException {
    var folder = Files.createDirectories(root.resolve("fake").resolve(name));
    Files.writeString(folder.resolve("file"), name);
    Files.setLastModifiedTime(folder, FileTime.from(last));
  }

  private List<String> kept() throws IOException {
    try (var entries = Files.list(root.resolve("fake"))) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .toList();
    }
  }

  /** Writes its contents to a file; fails without any. */
  private class Fake implements Product {
    private final String contents;

    Fake(String contents) {
      this.contents = contents;
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String title() {
      return "Build fake";
    }

    @Override
    public Key key() {
      return KEY;
    }

    @Override
    public void build(Key key, Path into, Step step) throws IOException {
      builds.add(contents);
      Files.writeString(into.resolve("file"), contents);
      if (contents.isEmpty()) {
        throw new BuildException(BuildException.Code.COMMAND, "nothing to build");
      }
    }
  }
}
