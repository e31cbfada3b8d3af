package dev.mooring.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cli.rest.Blobs.Reading;
import dev.mooring.cli.rest.FakePlatform.Says;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobsTest {
  @TempDir private Path folder = Path.of("unset");
  private FakePlatform platform = new FakePlatform();
  private Arm arm = new Arm(platform.target(Path.of("/dev/null")));

  @BeforeEach
  void start() {
    arm.close();
    platform.close();
    platform = new FakePlatform();
    arm = new Arm(platform.target(FakePlatform.authorities(folder)));
  }

  @AfterEach
  void stop() {
    arm.close();
    platform.close();
  }

  private Container container() {
    return Container.of(platform.url() + "/c?sp=racwl&sig=a%2Bb");
  }

  @Test
  void blobsAreWrittenOnlyWhereThereIsNone() throws IOException {
    var file = Files.writeString(folder.resolve("f"), "content");
    platform.on("PUT", "/c/src/a b.py", Says.json(201, ""), Says.json(409, ""), Says.json(403, ""));
    arm.blobs().putIfAbsent(container(), "src/a b.py", file);
    arm.blobs().putIfAbsent(container(), "src/a b.py", file);
    assertThat(platform.asked("PUT", "/c/src/a b.py"))
        .hasSize(2)
        .allSatisfy(asked -> {
          assertThat(asked.body()).isEqualTo("content");
          assertThat(asked.uri().getRawQuery()).isEqualTo("sp=racwl&sig=a%2Bb");
          assertThat(asked.headers())
              .containsEntry("If-none-match", "*")
              .containsEntry("X-ms-blob-type", "BlockBlob");
        });
    assertThatThrownBy(() -> arm.blobs().putIfAbsent(container(), "src/a b.py", file))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("BlobRefused")
        .hasMessageContaining("403");
  }

  @Test
  void listingsAreReadPageByPage() {
    var page =
        """
        <?xml version="1.0"?><EnumerationResults><Blobs><Blob><Name>p/%s</Name><Properties>
        <Content-Length>3</Content-Length></Properties></Blob></Blobs><NextMarker>%s</NextMarker>
        </EnumerationResults>
        """;
    platform.on(
        "GET",
        "/c",
        Says.json(200, page.formatted("a", "m 1")),
        Says.json(200, page.formatted("b", "")));
    assertThat(arm.blobs().list(container(), "p/"))
        .containsExactly(new Blobs.Listed("p/a", 3), new Blobs.Listed("p/b", 3));
    assertThat(platform.asked("GET", "/c").getLast().uri().getRawQuery())
        .contains("prefix=p%2F", "marker=m%201");
  }

  @Test
  void downloadsAreWholeOrNotThere() throws IOException {
    platform.on("GET", "/c/a", Says.json(200, "whole"));
    var file = folder.resolve("out/deep/a");
    arm.blobs().download(container(), "a", file);
    assertThat(file).hasContent("whole");
    assertThatThrownBy(() -> arm.blobs().download(container(), "b", folder.resolve("out/deep/b")))
        .hasMessageContaining("404");
    try (var left = Files.list(folder.resolve("out/deep"))) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void readingOnTellsBytesEndAndAbsence() {
    var url = container().blob("log");
    assertThat(arm.blobs().readFrom(url, 0)).isInstanceOf(Reading.Absent.class);
    platform.on("GET", "/c/log", Says.json(206, "56"), Says.json(416, ""), Says.json(200, "01234"));
    assertThat(text(arm.blobs().readFrom(url, 5))).isEqualTo("56");
    assertThat(arm.blobs().readFrom(url, 7)).isInstanceOf(Reading.End.class);
    assertThat(text(arm.blobs().readFrom(url, 3))).isEqualTo("34");
    assertThat(arm.blobs().readFrom(url, 5)).isInstanceOf(Reading.End.class);
    assertThat(platform.asked("GET", "/c/log").get(1).headers())
        .containsEntry("Range", "bytes=5-4194308");
  }

  private static String text(Reading reading) {
    return reading instanceof Reading.Bytes(var bytes)
        ? StandardCharsets.UTF_8.decode(bytes).toString()
        : "";
  }

  @Test
  void datastoresAreOpenedWithTheirKey() {
    var id = Scope.MAIN.datastoreId(Datastore.ARTIFACTS).toString();
    platform.on(
        "GET",
        id,
        Says.json(
            200,
            """
            {"properties":{"accountName":"moor1","containerName":"azureml","protocol":"https",
             "endpoint":"core.mooring.internal:8443"}}
            """));
    platform.on(
        "POST",
        id + "/listSecrets",
        Says.json(200, "{\"secretsType\":\"AccountKey\",\"key\":\"AAAA\"}"));
    var store = Datastore.open(arm, Datastore.ARTIFACTS);
    assertThat(store.container().url())
        .isEqualTo("https://moor1.blob.core.mooring.internal:8443/azureml");
    assertThat(store.uri("LocalUpload/x/"))
        .isEqualTo("azureml://datastores/workspaceartifactstore/paths/LocalUpload/x/");
  }
}
