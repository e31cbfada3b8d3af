package dev.mooring.blob.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobPage;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.Description;
import dev.mooring.blob.NameOrder;
import dev.mooring.blob.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every name, however strange. */
final class FileNamesPropertiesTest {
  private static final Stamp STAMP = Stamp.fresh(Instant.EPOCH);

  @Property(tries = 500)
  void aPathLeadsBackToItsName(@ForAll("names") String name) {
    var key = NameOrder.key(name);
    assertThat(NameOrder.name(key)).isEqualTo(name);
    var back = new StringBuilder();
    for (var file : FileNames.path(key)) {
      assertThat(file).matches("[ -~]{2,255}").doesNotContain("/").doesNotMatch("\\.*");
      back.append(FileNames.entry(file).key());
    }
    assertThat(back).hasToString(key);
  }

  @Property(tries = 60)
  void aWalkTellsAllNamesInOrder(@ForAll("sets") List<String> names) throws IOException {
    var folder = Files.createTempDirectory("names");
    try {
      var keys = new TreeSet<String>();
      for (var name : names) {
        var path = folder;
        for (var file : FileNames.path(NameOrder.key(name))) {
          path = path.resolve(file);
        }
        Durable.folders(folder, path.getParent() == null ? folder : path.getParent());
        Files.createFile(path);
        keys.add(NameOrder.key(name));
      }
      for (var delimiter : List.of("", "/")) {
        for (var prefix : List.of("", "a", "a/")) {
          var query = new BlobQuery(prefix, delimiter, "", 1000);
          assertThat(told(new NameWalk(folder), query))
              .isEqualTo(told(key -> Optional.ofNullable(keys.ceiling(key)), query));
        }
      }
      var walk = new NameWalk(folder);
      for (var key : keys) {
        assertThat(walk.ceiling(key)).contains(key);
      }
    } finally {
      Durable.deleteTree(folder);
    }
  }

  private static BlobPage told(NameOrder.Keys keys, BlobQuery query) throws IOException {
    return NameOrder.page(
        keys,
        name -> Optional.of(new BlobInfo(name, BlobType.BLOCK, 0, 0, STAMP, Description.BINARY)),
        query);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
            "a",
            "b",
            "/",
            "/",
            ".",
            "~",
            "=",
            "!",
            "0",
            "ä",
            "日",
            "😀",
            " ",
            "\u0001",
            "x".repeat(60),
            "ü".repeat(45),
            "x".repeat(179),
            "x".repeat(180))
        .list()
        .ofMinSize(1)
        .ofMaxSize(7)
        .map(parts -> String.join("", parts))
        .filter(name -> name.length() <= 1024);
  }

  @Provide
  Arbitrary<List<String>> sets() {
    return names().list().uniqueElements().ofMaxSize(25);
  }
}
