package dev.mooring.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostsTest {
  private static final String OTHERS = "127.0.0.1 localhost\n\n# mine\n10.0.0.1\tdb  db.local\n";
  private static final String ADDRESS = "127.77.0.1";
  private static final List<String> NAMES =
      List.of("relay.mooring.internal", "arm.mooring.internal");

  @TempDir private Path folder = Path.of("unset");

  @Test
  void aBlockIsAddedAtTheEndAndNothingElseChanges() {
    assertThat(Hosts.with(OTHERS, "moor", ADDRESS, NAMES))
        .isEqualTo(
            OTHERS
                + """
                # mooring moor begin
                127.77.0.1 arm.mooring.internal
                127.77.0.1 relay.mooring.internal
                # mooring moor end
                """);
  }

  @Test
  void addingAgainChangesNothing() {
    var once = Hosts.with(OTHERS, "moor", ADDRESS, NAMES);
    assertThat(Hosts.with(once, "moor", ADDRESS, NAMES)).isEqualTo(once);
    assertThat(Hosts.with(once, "moor", ADDRESS, List.of())).isEqualTo(once);
  }

  @Test
  void moreNamesJoinTheBlockAndAllMoveToANewAddress() {
    var account = "moor0123456789.blob.core.mooring.internal";
    var once = Hosts.with(OTHERS, "moor", ADDRESS, List.of(account));
    assertThat(Hosts.with(once, "moor", "127.77.3.1", NAMES))
        .contains("127.77.3.1 " + account, "127.77.3.1 arm.mooring.internal")
        .doesNotContain(ADDRESS);
  }

  @Test
  void clustersDoNotTouchEachOthersBlocks() {
    var both = Hosts.with(OTHERS, "moor", ADDRESS, NAMES);
    var second = Hosts.with(both, "moo", "127.77.1.1", List.of("arm.moo.mooring.internal"));
    assertThat(Hosts.without(second, "moo")).isEqualTo(both);
    assertThat(Hosts.without(both, "moor")).isEqualTo(OTHERS);
    assertThat(Hosts.without(OTHERS, "moor")).isEqualTo(OTHERS);
  }

  @Test
  void linesAfterABlockWithoutItsEndStay() {
    var cut = "# mooring moor begin\n127.77.0.1 arm.mooring.internal\n10.0.0.2 later\n";
    assertThat(Hosts.without(cut, "moor")).isEqualTo("10.0.0.2 later\n");
  }

  @Test
  void aFileWithoutALastLineEndGetsOne() {
    assertThat(Hosts.with("127.0.0.1 localhost", "moor", ADDRESS, NAMES))
        .startsWith("127.0.0.1 localhost\n# mooring moor begin\n");
  }

  @Test
  void theFileKeepsItsPermissionsAndNothingIsLeftBeside() throws IOException {
    var file = folder.resolve("hosts");
    Files.writeString(file, OTHERS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    var hosts = new Hosts(file);
    hosts.put("moor", ADDRESS, NAMES);
    assertThat(file).content().contains("arm.mooring.internal");
    hosts.remove("moor");
    assertThat(file).hasContent(OTHERS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw-r--");
    try (var all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    var hosts = new Hosts(folder.resolve("no/such/hosts"));
    assertThatThrownBy(() -> hosts.put("moor", ADDRESS, NAMES))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageContaining("cannot be changed")
        .hasMessageContaining("moor doctor");
  }
}
