package dev.mooring.blob.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.blob.BackendContract;
import dev.mooring.blob.BlobBackend;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.Body;
import dev.mooring.blob.Description;
import dev.mooring.blob.Guard;
import dev.mooring.blob.Upload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what a process that was killed leaves behind. */
final class DirectoryBackendTest implements BackendContract {
  private static final BlobName LOG = new BlobName(CONTAINER, "logs/std_log.txt");

  private final Path root;
  private final DirectoryBackend backend;

  DirectoryBackendTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.backend = DirectoryBackend.open(root);
  }

  @Override
  public BlobBackend backend() {
    return backend;
  }

  @Test
  void bytesBeyondTheCommittedLengthDoNotCount() throws IOException {
    log("line 1\n");
    Files.writeString(data(), "half a li", StandardOpenOption.APPEND);
    var again = DirectoryBackend.open(root);
    assertThat(again.find(LOG).orElseThrow().length()).isEqualTo(7);
    assertThat(read(again, LOG)).isEqualTo("line 1\n");
    again.append(LOG, Body.of("line 2\n".getBytes(UTF_8)), Guard.NONE, NOW);
    assertThat(read(again, LOG)).isEqualTo("line 1\nline 2\n");
  }

  @Test
  void lostBytesAreToldAndNotMadeUp() throws IOException {
    log("line 1\n");
    Files.writeString(data(), "li");
    assertThatThrownBy(() -> backend.append(LOG, Body.of(new byte[1]), Guard.NONE, NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("should have 7");
    assertThatThrownBy(() -> read(backend, LOG)).isInstanceOf(IOException.class);
  }

  @Test
  void dataWithoutPropertiesIsNoBlob() throws IOException {
    put("a", "old");
    var files = children("data");
    // Killed after the new data was in place and before its properties were.
    Files.writeString(sibling(files.getFirst()), "new, not committed");
    Files.writeString(sibling(files.getFirst(), ".blocks"), "0=3+YQ%3D%3D\n");
    assertThat(read(DirectoryBackend.open(root), new BlobName(CONTAINER, "a"))).isEqualTo("old");
    put("a", "newer");
    assertThat(read(backend, new BlobName(CONTAINER, "a"))).isEqualTo("newer");
    assertThat(backend.blocks(new BlobName(CONTAINER, "a")).committed()).isEmpty();
    assertThat(children("data")).hasSize(1);
  }

  @Test
  void halfAContainerIsNone() throws IOException {
    Files.delete(container().resolve("container"));
    assertThat(backend.container(CONTAINER)).isEmpty();
    assertThat(backend.containers(CONTAINER.account())).isEmpty();
    assertThatThrownBy(() -> put("a", "x")).isInstanceOf(BlobException.class);
    makeContainer();
    put("a", "x");
  }

  @Test
  void whatNobodyFinishedGoesAfterAWeek() throws IOException {
    var blob = new BlobName(CONTAINER, "big");
    backend.stage(blob, "YQ==", Body.of(new byte[1]), NOW);
    var left = Files.writeString(root.resolve("scratch").resolve("left"), "half");
    var young = Files.writeString(root.resolve("scratch").resolve("young"), "half");
    var gone = Files.createDirectories(root.resolve("scratch").resolve("gone").resolve("names"));
    for (var file : List.of(left, root.resolve("scratch").resolve("gone"), staged())) {
      Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(8))));
    }
    Files.setLastModifiedTime(young, FileTime.from(NOW));
    put("other", "x");
    assertThat(left).exists();
    backend.put(
        blob, Upload.BINARY, Body.of(new byte[0]), Guard.NONE, NOW.plus(Duration.ofHours(2)));
    assertThat(left).doesNotExist();
    assertThat(gone).doesNotExist();
    assertThat(young).exists();
    assertThat(backend.blocks(blob).uncommitted()).isEmpty();
  }

  @Test
  void twoOnOneFolderAppendAsOne() throws Exception {
    log("");
    var other = DirectoryBackend.open(root);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 40)
              .<Callable<Long>>mapToObj(i ->
                  () ->
                      (i % 2 == 0 ? backend : other)
                          .append(LOG, Body.of("line\n".getBytes(UTF_8)), Guard.NONE, NOW)
                          .length())
              .toList();
      for (var length : threads.invokeAll(tasks)) {
        assertThat(length.get() % 5).isZero();
      }
    }
    assertThat(read(other, LOG)).isEqualTo("line\n".repeat(40));
  }

  @Test
  void readersSeeOneVersionWholeWhileItIsReplaced() throws Exception {
    put("a", "0".repeat(1000));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          threads.submit(() -> {
            for (var i = 1; i <= 30; i++) {
              put("a", Integer.toString(i % 10).repeat(1000 + i));
            }
            return true;
          });
      while (!writing.isDone()) {
        assertThat(read(backend, new BlobName(CONTAINER, "a")).chars().distinct().count())
            .isEqualTo(1);
      }
      assertThat(writing.get()).isTrue();
    }
  }

  @Test
  void emptyFoldersGo() throws IOException {
    put("a/b/c", "x");
    put("a/d", "x");
    backend.delete(new BlobName(CONTAINER, "a/b/c"), Guard.NONE);
    assertThat(children("names")).hasSize(1);
    assertThat(children("data")).hasSize(1);
    backend.delete(new BlobName(CONTAINER, "a/d"), Guard.NONE);
    assertThat(children("names")).isEmpty();
    assertThat(backend.list(CONTAINER, BlobQuery.under("")).entries()).isEmpty();
  }

  @Test
  void nothingIsLeftInScratch() throws IOException {
    log("x");
    put("a", "x");
    backend.stage(new BlobName(CONTAINER, "b"), "YQ==", Body.of(new byte[3]), NOW);
    assertThatThrownBy(() ->
            backend.put(
                new BlobName(CONTAINER, "c"),
                Upload.BINARY,
                new Body(InputStream.nullInputStream(), 5, ""),
                Guard.NONE,
                NOW))
        .isInstanceOf(BlobException.class);
    try (var files = Files.list(root.resolve("scratch"))) {
      assertThat(files).isEmpty();
    }
  }

  private void log(String text) throws IOException {
    var upload = new Upload(BlobType.APPEND, Description.BINARY);
    backend.put(LOG, upload, Body.of(text.getBytes(UTF_8)), Guard.NONE, NOW);
  }

  private void put(String name, String text) throws IOException {
    backend.put(
        new BlobName(CONTAINER, name),
        Upload.BINARY,
        Body.of(text.getBytes(UTF_8)),
        Guard.NONE,
        NOW);
  }

  private Path container() {
    return root.resolve("accounts").resolve(CONTAINER.account()).resolve(CONTAINER.name());
  }

  private List<Path> children(String folder) throws IOException {
    try (var files = Files.list(container().resolve(folder))) {
      return files.toList();
    }
  }

  private Path data() throws IOException {
    return children("data").getFirst();
  }

  private Path staged() throws IOException {
    try (var files = Files.walk(container().resolve("staged"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  /** The other slot of a data file. */
  private static Path sibling(Path slot) {
    return sibling(slot, "");
  }

  private static Path sibling(Path slot, String ending) {
    var name = String.valueOf(slot.getFileName());
    var other = name.endsWith("0") ? "1" : "0";
    return slot.resolveSibling(name.substring(0, name.length() - 1) + other + ending);
  }

  private static String read(BlobBackend from, BlobName name) throws IOException {
    try (var reading = from.open(name)) {
      var out = new ByteArrayOutputStream();
      reading.copyTo(out, 0, reading.info().length());
      return out.toString(UTF_8);
    }
  }
}
