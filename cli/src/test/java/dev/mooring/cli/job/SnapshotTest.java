package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cli.rest.Blobs;
import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotTest {
  @TempDir private Path folder = Path.of("unset");

  private void write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(path, text);
  }

  @Test
  void theHashIsOfNamesAndContentsWhereverTheyLie() throws IOException {
    write("a/x.py", "1");
    write("a/deep/y.py", "2");
    write("b/deep/y.py", "2");
    write("b/x.py", "1");
    var first = Snapshot.of(folder.resolve("a"));
    assertThat(first.files().keySet()).containsExactly("deep/y.py", "x.py");
    assertThat(first.hash()).hasSize(64).isEqualTo(Snapshot.of(folder.resolve("b")).hash());
    write("b/x.py", "2");
    assertThat(Snapshot.of(folder.resolve("b")).hash()).isNotEqualTo(first.hash());
    write("b/x.py", "1");
    Files.move(folder.resolve("b/x.py"), folder.resolve("b/z.py"));
    assertThat(Snapshot.of(folder.resolve("b")).hash()).isNotEqualTo(first.hash());
  }

  @Test
  void ignoredFilesStayBehind() throws IOException {
    write(".gitignore", "everything\n");
    write(".amlignore", "# data\n*.csv\n/build/\n!keep.csv\n**/cache/\n");
    write("a.csv", "");
    write("keep.csv", "");
    write("everything", "");
    write("build/x", "");
    write("sub/build/x", "");
    write("sub/cache/x", "");
    write("sub/b.csv", "");
    write(".git/config", "");
    assertThat(Snapshot.of(folder).files().keySet())
        .containsExactly(".amlignore", ".gitignore", "everything", "keep.csv", "sub/build/x");
  }

  @Test
  void patternsAreAsGitHasThem() {
    var ignore = Ignore.parse("docs/*.md\nt?st\nlogs/**\n");
    assertThat(ignore.leavesOut("docs/a.md", false)).isTrue();
    assertThat(ignore.leavesOut("docs/deep/a.md", false)).isFalse();
    assertThat(ignore.leavesOut("other/docs/a.md", false)).isFalse();
    assertThat(ignore.leavesOut("deep/test", false)).isTrue();
    assertThat(ignore.leavesOut("logs/a/b", false)).isTrue();
    assertThat(ignore.leavesOut(".git", true)).isTrue();
    assertThat(ignore.leavesOut("a.md+", false)).isFalse();
  }

  @Test
  void aFileIsASnapshotOfItself() throws IOException {
    write("a.csv", "1");
    assertThat(Snapshot.of(folder.resolve("a.csv")).files().keySet()).containsExactly("a.csv");
  }

  @Test
  void downloadsStayInTheirFolder() {
    var prefix = "ExperimentRun/dcid.j/";
    assertThat(Download.target(folder, prefix, new Blobs.Listed(prefix + "a/b.txt", 1)))
        .isEqualTo(folder.resolve("a/b.txt"));
    assertThatThrownBy(
            () -> Download.target(folder, prefix, new Blobs.Listed(prefix + "../../x", 1)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("would be written outside of");
  }
}
