package dev.mooring.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlockChoice.From;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage of blobs does. */
public interface BackendContract {
  Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  ContainerName CONTAINER = new ContainerName("moor0123456789", "azureml");

  /** The one to be tested; the same within a test, empty at its start. */
  BlobBackend backend();

  @BeforeEach
  default void makeContainer() throws IOException {
    backend().createContainer(CONTAINER, Map.of("purpose", "tests"), NOW);
  }

  @Test
  default void containersAreMadeOnceAndListedByName() throws IOException {
    var other = new ContainerName(CONTAINER.account(), "a-first");
    assertThat(backend().createContainer(CONTAINER, Map.of(), NOW)).isFalse();
    assertThat(backend().createContainer(other, Map.of(), NOW)).isTrue();
    assertThat(backend().containers(CONTAINER.account()))
        .extracting(ContainerInfo::name)
        .containsExactly("a-first", "azureml");
    assertThat(backend().containers("another0123")).isEmpty();
    assertThat(backend().container(CONTAINER).orElseThrow().metadata())
        .containsEntry("purpose", "tests");
  }

  @Test
  default void aDeletedContainerTakesItsBlobsAlong() throws IOException {
    put("a", "1");
    assertThat(backend().deleteContainer(CONTAINER)).isTrue();
    assertThat(backend().deleteContainer(CONTAINER)).isFalse();
    assertRefused(Code.CONTAINER_NOT_FOUND, () -> backend().find(blob("a")));
    assertRefused(Code.CONTAINER_NOT_FOUND, () -> put("a", "1"));
    assertRefused(Code.CONTAINER_NOT_FOUND, () -> backend().list(CONTAINER, BlobQuery.under("")));
    makeContainer();
    assertThat(backend().find(blob("a"))).isEmpty();
  }

  @Test
  default void aBlobIsReadAsItWasWritten() throws IOException {
    var written =
        backend()
            .put(
                blob("dir/a.txt"),
                new Upload(
                    BlobType.BLOCK,
                    new Description(Content.of("text/plain"), Map.of("name", "ä = %1\n"))),
                Body.of("hello".getBytes(UTF_8)),
                Guard.NONE,
                NOW);
    var found = backend().find(blob("dir/a.txt")).orElseThrow();
    assertThat(found).isEqualTo(written);
    assertThat(found.length()).isEqualTo(5);
    assertThat(found.description().content().md5()).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
    assertThat(found.description().metadata()).containsEntry("name", "ä = %1\n");
    assertThat(read("dir/a.txt")).isEqualTo("hello");
    try (var reading = backend().open(blob("dir/a.txt"))) {
      var out = new ByteArrayOutputStream();
      reading.copyTo(out, 1, 3);
      assertThat(out.toString(UTF_8)).isEqualTo("ell");
    }
  }

  @Test
  default void anEmptyBlobIsABlob() throws IOException {
    put("empty", "");
    assertThat(read("empty")).isEmpty();
  }

  @Test
  default void aReaderKeepsTheVersionItOpened() throws IOException {
    put("a", "old");
    try (var reading = backend().open(blob("a"))) {
      put("a", "new, and longer");
      put("a", "third");
      backend().delete(blob("a"), Guard.NONE);
      var out = new ByteArrayOutputStream();
      reading.copyTo(out, 0, reading.info().length());
      assertThat(out.toString(UTF_8)).isEqualTo("old");
    }
  }

  @Test
  default void aBodyThatEndsEarlyOrIsAlteredChangesNothing() throws IOException {
    put("a", "kept");
    var body = new ByteArrayInputStream("short".getBytes(UTF_8));
    assertRefused(Code.INCOMPLETE_BODY, () -> putBody("a", new Body(body, 6, "")));
    var other = new ByteArrayInputStream("other".getBytes(UTF_8));
    assertRefused(
        Code.MD5_MISMATCH, () -> putBody("a", new Body(other, 5, "XUFAKrxLKna5cZ2REBfFkg==")));
    assertThat(read("a")).isEqualTo("kept");
  }

  @Test
  default void aGuardSeesWhatIsThereAndStopsTheWrite() throws IOException {
    Guard absent =
        current -> {
          if (current.isPresent()) {
            throw new BlobException(Code.BLOB_ALREADY_EXISTS, "there");
          }
        };
    backend().put(blob("a"), Upload.BINARY, Body.of(new byte[1]), absent, NOW);
    assertRefused(
        Code.BLOB_ALREADY_EXISTS,
        () -> backend().put(blob("a"), Upload.BINARY, Body.of(new byte[2]), absent, NOW));
    assertRefused(Code.BLOB_ALREADY_EXISTS, () -> backend().delete(blob("a"), absent));
    assertThat(backend().find(blob("a")).orElseThrow().length()).isEqualTo(1);
  }

  @Test
  default void blocksBecomeABlobInTheOrderOfTheList() throws IOException {
    stage("YQ==", "one ");
    stage("Yg==", "two ");
    stage("Yw==", "unused");
    stage("YQ==", "ONE ");
    assertThat(backend().blocks(blob("big")).uncommitted())
        .containsExactlyInAnyOrder(
            new Block("YQ==", 4), new Block("Yg==", 4), new Block("Yw==", 6));
    assertThat(backend().find(blob("big"))).isEmpty();
    commit(new BlockChoice("Yg==", From.LATEST), new BlockChoice("YQ==", From.UNCOMMITTED));
    assertThat(read("big")).isEqualTo("two ONE ");
    assertThat(backend().blocks(blob("big")))
        .isEqualTo(new BlockLists(List.of(new Block("Yg==", 4), new Block("YQ==", 4)), List.of()));
    stage("Yg==", "2");
    commit(
        new BlockChoice("Yg==", From.LATEST),
        new BlockChoice("Yg==", From.COMMITTED),
        new BlockChoice("YQ==", From.LATEST));
    assertThat(read("big")).isEqualTo("2two ONE ");
  }

  @Test
  default void aBlockThatIsNotThereStopsTheCommit() throws IOException {
    assertRefused(Code.BLOB_NOT_FOUND, () -> backend().blocks(blob("big")));
    assertRefused(Code.INVALID_BLOCK_LIST, () -> commit(new BlockChoice("YQ==", From.UNCOMMITTED)));
    put("big", "whole");
    assertThat(backend().blocks(blob("big")).committed()).isEmpty();
    assertRefused(Code.INVALID_BLOCK_LIST, () -> commit(new BlockChoice("YQ==", From.COMMITTED)));
    assertThat(read("big")).isEqualTo("whole");
  }

  @Test
  default void anAppendBlobGrows() throws IOException {
    create("log");
    var first = append("log", "line 1\n");
    var second = append("log", "line 2\n");
    assertThat(first.length()).isEqualTo(7);
    assertThat(second.length()).isEqualTo(14);
    assertThat(second.appends()).isEqualTo(2);
    assertThat(second.stamp().etag()).isNotEqualTo(first.stamp().etag());
    assertThat(read("log")).isEqualTo("line 1\nline 2\n");
  }

  @Test
  default void typesDoNotMix() throws IOException {
    assertRefused(Code.BLOB_NOT_FOUND, () -> append("a", "x"));
    put("a", "block");
    assertRefused(Code.INVALID_BLOB_TYPE, () -> append("a", "x"));
    create("big");
    assertRefused(Code.INVALID_BLOB_TYPE, () -> stage("YQ==", "x"));
  }

  @Test
  default void concurrentAppendsAllArriveWholeAndOnce() throws Exception {
    create("log");
    var offsets = new ConcurrentLinkedQueue<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 60)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> offsets.add(append("log", "line %02d\n".formatted(i)).length() - 8))
              .toList();
      for (var done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(new HashSet<>(offsets)).hasSize(60);
    assertThat(read("log").lines())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 60).mapToObj(i -> "line %02d".formatted(i)).toList());
  }

  @Test
  default void whatIsSaidAboutABlobCanChange() throws IOException {
    var before = put("a", "x");
    var after =
        backend()
            .describe(
                blob("a"),
                old -> old.withMetadata(Map.of("upload_status", "completed")),
                Guard.NONE,
                NOW.plusSeconds(5));
    assertThat(after.stamp().etag()).isNotEqualTo(before.stamp().etag());
    assertThat(after.stamp().modified()).isEqualTo(NOW.plusSeconds(5));
    assertThat(after.stamp().created()).isEqualTo(NOW);
    assertThat(backend().find(blob("a"))).contains(after);
    assertThat(read("a")).isEqualTo("x");
  }

  @Test
  default void aDeletedBlobIsGoneWithItsBlocks() throws IOException {
    put("big", "x");
    stage("YQ==", "x");
    backend().delete(blob("big"), Guard.NONE);
    assertThat(backend().find(blob("big"))).isEmpty();
    assertRefused(Code.BLOB_NOT_FOUND, () -> backend().open(blob("big")).close());
    assertRefused(Code.BLOB_NOT_FOUND, () -> backend().delete(blob("big"), Guard.NONE));
    assertRefused(Code.BLOB_NOT_FOUND, () -> backend().blocks(blob("big")));
  }

  @Test
  default void strangeNamesAreNamesInTheOrderOfTheirBytes() throws IOException {
    var names =
        new ArrayList<>(
            List.of(
                "../../etc/passwd",
                "..",
                ".",
                "/",
                "//",
                "a",
                "a/",
                "a//b",
                "a/b",
                "a!",
                "a~b",
                "a~d",
                "=",
                "ä",
                "日本/語",
                "😀",
                "￿",
                "a\u0000b",
                "a%2Fb",
                "x".repeat(1024),
                "x".repeat(180),
                "x".repeat(180) + "/y",
                "x".repeat(180) + "!",
                "x".repeat(179) + "/",
                "ü".repeat(90),
                "ü".repeat(89) + "/z",
                "con",
                "a\\b",
                "a b"));
    Collections.shuffle(names, new Random(7));
    for (var name : names) {
      put(name, name);
    }
    names.sort(Comparator.comparing(NameOrder::key));
    assertThat(pages("", "", 3)).containsExactlyElementsOf(names);
    assertThat(pages("a", "", 1000))
        .containsExactlyElementsOf(names.stream().filter(name -> name.startsWith("a")).toList());
    for (var name : names) {
      assertThat(read(name)).isEqualTo(name);
      backend().delete(blob(name), Guard.NONE);
    }
    assertThat(pages("", "", 1000)).isEmpty();
  }

  @Test
  default void aDelimiterGroupsNames() throws IOException {
    for (var name : List.of("a", "a/1", "a/2", "a/b/3", "a-b", "b/1", "c")) {
      put(name, "");
    }
    assertThat(pages("", "/", 1)).containsExactly("a", "a-b", "[a/]", "[b/]", "c");
    assertThat(pages("a/", "/", 2)).containsExactly("a/1", "a/2", "[a/b/]");
    assertThat(pages("a/b", "/", 2)).containsExactly("[a/b/]");
    assertThat(pages("a/1", "/", 2)).containsExactly("a/1");
    assertThat(pages("", "-", 9)).contains("[a-]").hasSize(7);
    assertThat(pages("nothing", "/", 2)).isEmpty();
  }

  @Test
  default void aMarkerNobodyGaveIsRefused() {
    assertRefused(
        Code.INVALID_QUERY_PARAMETER_VALUE,
        () -> backend().list(CONTAINER, new BlobQuery("", "", "!!", 1)));
  }

  /** All entries, groups in brackets. */
  private List<String> pages(String prefix, String delimiter, int max) throws IOException {
    var names = new ArrayList<String>();
    var marker = "";
    do {
      var page = backend().list(CONTAINER, new BlobQuery(prefix, delimiter, marker, max));
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(max);
      for (var entry : page.entries()) {
        names.add(
            switch (entry) {
              case BlobPage.Entry.Found(BlobInfo info) -> info.name();
              case BlobPage.Entry.Prefix(String name) -> "[" + name + "]";
            });
      }
      marker = page.next();
    } while (!marker.isEmpty());
    return names;
  }

  private BlobInfo put(String name, String text) throws IOException {
    return putBody(name, Body.of(text.getBytes(UTF_8)));
  }

  private BlobInfo putBody(String name, Body body) throws IOException {
    return backend().put(blob(name), Upload.BINARY, body, Guard.NONE, NOW);
  }

  private void create(String name) throws IOException {
    var upload = new Upload(BlobType.APPEND, Description.BINARY);
    backend().put(blob(name), upload, Body.of(new byte[0]), Guard.NONE, NOW);
  }

  private BlobInfo append(String name, String text) throws IOException {
    return backend().append(blob(name), Body.of(text.getBytes(UTF_8)), Guard.NONE, NOW);
  }

  private void stage(String id, String text) throws IOException {
    backend().stage(blob("big"), id, Body.of(text.getBytes(UTF_8)), NOW);
  }

  private void commit(BlockChoice... choices) throws IOException {
    backend().commit(blob("big"), Upload.BINARY, List.of(choices), Guard.NONE, NOW);
  }

  private String read(String name) throws IOException {
    try (var reading = backend().open(blob(name))) {
      var out = new ByteArrayOutputStream();
      reading.copyTo(out, 0, reading.info().length());
      return out.toString(UTF_8);
    }
  }

  private static BlobName blob(String name) {
    return new BlobName(CONTAINER, name);
  }

  private static void assertRefused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BlobException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
