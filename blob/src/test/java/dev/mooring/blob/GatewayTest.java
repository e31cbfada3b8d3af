package dev.mooring.blob;

import static dev.mooring.blob.FakeExchange.ACCOUNT;
import static dev.mooring.blob.FakeExchange.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests as the SDK and the launcher send them, and the answers they act on. */
final class GatewayTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final byte[] KEY = new byte[64];
  private static final String HTTP_NOW = "Tue, 24 Nov 2026 10:00:00 GMT";

  private final MemoryBackend backend = new MemoryBackend();
  private final Accounts accounts =
      new Accounts() {
        @Override
        public Optional<byte[]> key(String account) {
          return account.equals(ACCOUNT) ? Optional.of(KEY) : Optional.empty();
        }

        @Override
        public boolean bearer(String account, String token, boolean write) {
          return token.equals("writer") || (token.equals("reader") && !write);
        }
      };
  private final BlobGateway gateway = new BlobGateway(backend, accounts, () -> NOW);

  @BeforeEach
  void makeContainer() throws IOException {
    var made = bearer("PUT", "/azureml?restype=container").sending("");
    assertThat(run(made).status()).isEqualTo(201);
  }

  @Test
  void anAssetIsUploadedOnceAndMarked() throws IOException {
    var absent = run(sas("HEAD", "src/train.py", "rwl"));
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.answered("x-ms-error-code")).isEqualTo("BlobNotFound");
    assertThat(absent.text()).isEmpty();
    var put = run(upload("src/train.py", "rwl", "print(1)").with("If-None-Match", "*"));
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.answered("ETag")).matches("\"0x[0-9A-F]{16}\"");
    assertThat(put.answered("Last-Modified")).isEqualTo(HTTP_NOW);
    assertThat(put.answered("x-ms-version")).isEqualTo("2026-10-06");
    var again = run(upload("src/train.py", "rwl", "print(2)").with("If-None-Match", "*"));
    assertRefused(again, 409, "BlobAlreadyExists");
    var marked =
        run(
            sas("PUT", "src/train.py?comp=metadata", "rwl")
                .with("x-ms-meta-upload_status", "completed")
                .sending(""));
    assertThat(marked.status()).isEqualTo(200);
    var head = run(sas("HEAD", "src/train.py", "rwl"));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.length()).isEqualTo(8);
    assertThat(head.text()).isEmpty();
    assertThat(head.answered("x-ms-meta-upload_status")).isEqualTo("completed");
    assertThat(head.answered("x-ms-blob-type")).isEqualTo("BlockBlob");
    assertThat(head.answered("x-ms-lease-status")).isEqualTo("unlocked");
    assertThat(head.answered("x-ms-server-encrypted")).isEqualTo("true");
    assertThat(head.answered("Content-MD5")).isNotEmpty();
  }

  @Test
  void aRangeIsAPartWithItsPlace() throws IOException {
    run(upload("a", "rw", "0123456789"));
    var part = run(sas("GET", "a", "r").with("x-ms-range", "bytes=2-4"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("234");
    assertThat(part.length()).isEqualTo(3);
    assertThat(part.answered("Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(part.answered("x-ms-blob-content-md5")).isNotEmpty();
    assertThat(part.answered("Content-MD5")).isEmpty();
    var tail = run(sas("GET", "a", "r").with("Range", "bytes=8-99"));
    assertThat(tail.text()).isEqualTo("89");
    var open =
        run(
            sas("GET", "a", "r")
                .with("Range", "bytes=7-")
                .with("x-ms-range-get-content-md5", "true"));
    assertThat(open.text()).isEqualTo("789");
    assertThat(open.answered("Content-MD5")).hasSize(24);
    assertRefused(run(sas("GET", "a", "r").with("Range", "bytes=10-")), 416, "InvalidRange");
    var whole = run(sas("GET", "a", "r"));
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.text()).isEqualTo("0123456789");
  }

  @Test
  void aLogGrowsOnlyWhereItsWriterThinksItEnds() throws IOException {
    var created = run(sas("PUT", "log", "ca").with("x-ms-blob-type", "AppendBlob").sending(""));
    assertThat(created.status()).isEqualTo(201);
    var first = run(append("line 1\n").with("x-ms-blob-condition-appendpos", "0"));
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.answered("x-ms-blob-append-offset")).isEqualTo("0");
    assertThat(first.answered("x-ms-blob-committed-block-count")).isEqualTo("1");
    var twice = run(append("line 1\n").with("x-ms-blob-condition-appendpos", "0"));
    assertRefused(twice, 412, "AppendPositionConditionNotMet");
    var large = run(append("line 2\n").with("x-ms-blob-condition-maxsize", "13"));
    assertRefused(large, 412, "MaxBlobSizeConditionNotMet");
    var second =
        run(
            append("line 2\n")
                .with("x-ms-blob-condition-appendpos", "7")
                .with("x-ms-blob-condition-maxsize", "14"));
    assertThat(second.answered("x-ms-blob-append-offset")).isEqualTo("7");
    assertThat(run(sas("GET", "log", "r")).text()).isEqualTo("line 1\nline 2\n");
    assertRefused(run(append("")), 400, "InvalidHeaderValue");
    var over = run(sas("PUT", "log", "c").with("x-ms-blob-type", "AppendBlob").sending(""));
    assertRefused(over, 403, "UnauthorizedBlobOverwrite");
  }

  @Test
  void aLargeBlobComesInBlocks() throws IOException {
    assertThat(run(sas("PUT", "big?comp=block&blockid=YQ%3D%3D", "w").sending("one ")).status())
        .isEqualTo(201);
    run(sas("PUT", "big?comp=block&blockid=Yg%3D%3D", "w").sending("two"));
    var lists = run(sas("GET", "big?comp=blocklist&blocklisttype=all", "r"));
    assertThat(lists.text())
        .contains("<CommittedBlocks></CommittedBlocks>")
        .contains("<Block><Name>YQ==</Name><Size>4</Size></Block>");
    var bad = run(commit("<BlockList><Latest>Yz==</Latest></BlockList>"));
    assertRefused(bad, 400, "InvalidBlockList");
    assertRefused(run(commit("<BlockList><Latest>")), 400, "InvalidXmlDocument");
    assertRefused(
        run(commit("<!DOCTYPE a [<!ENTITY b \"c\">]><BlockList><Latest>&b;</Latest></BlockList>")),
        400,
        "InvalidXmlDocument");
    var done =
        run(
            commit(
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><Latest>YQ==</Latest>"
                        + "<Uncommitted>Yg==</Uncommitted></BlockList>")
                .with("x-ms-blob-content-type", "text/plain")
                .with("x-ms-meta-name", "big"));
    assertThat(done.status()).isEqualTo(201);
    var read = run(sas("GET", "big", "r"));
    assertThat(read.text()).isEqualTo("one two");
    assertThat(read.answered("Content-Type")).isEqualTo("text/plain");
    assertThat(read.answered("x-ms-meta-name")).isEqualTo("big");
    assertRefused(
        run(sas("PUT", "big?comp=block&blockid=%21", "w").sending("x")), 400, "InvalidBlockId");
  }

  @Test
  void namesAreListedInPagesWithGroups() throws IOException {
    for (var name : new String[] {"a%20%26%3C.txt", "d/1", "d/2", "e", "%EF%BF%BF"}) {
      run(upload(name, "w", "x").with("x-ms-meta-k", "v<"));
    }
    var page = run(sas("GET", "?restype=container&comp=list&maxresults=2&delimiter=%2F", "l"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.answered("Content-Type")).isEqualTo("application/xml");
    assertThat(page.text())
        .contains("ServiceEndpoint=\"https://" + HOST + "/\" ContainerName=\"azureml\"")
        .contains("<Name>a &amp;&lt;.txt</Name>")
        .contains("<Content-Length>1</Content-Length>")
        .contains("<BlobPrefix><Name>d/</Name></BlobPrefix>")
        .doesNotContain("<Metadata>");
    var marker = page.text().replaceAll(".*<NextMarker>(.*)</NextMarker>.*", "$1");
    assertThat(marker).isNotEmpty();
    var next =
        run(
            sas(
                "GET",
                "?restype=container&comp=list&include=metadata&delimiter=/&marker=" + marker,
                "l"));
    assertThat(next.text())
        .contains("<Name>e</Name>")
        .contains("<Name Encoded=\"true\">%EF%BF%BF</Name>")
        .contains("<Metadata><k>v&lt;</k></Metadata>")
        .contains("<NextMarker></NextMarker>")
        .doesNotContain("d/");
    assertRefused(
        run(sas("GET", "?restype=container&comp=list&maxresults=0", "l")),
        400,
        "InvalidQueryParameterValue");
  }

  @Test
  void conditionsHoldOrStop() throws IOException {
    var etag = run(upload("a", "rw", "x")).answered("ETag");
    assertThat(run(sas("GET", "a", "r").with("If-None-Match", etag)).status()).isEqualTo(304);
    assertThat(run(sas("GET", "a", "r").with("If-Modified-Since", HTTP_NOW)).status())
        .isEqualTo(304);
    assertRefused(run(sas("GET", "a", "r").with("If-Match", "\"0x1\"")), 412, "ConditionNotMet");
    assertThat(run(sas("GET", "a", "r").with("If-Match", etag)).status()).isEqualTo(200);
    assertRefused(
        run(sas("DELETE", "a", "d").with("If-Unmodified-Since", "Tue, 24 Nov 2026 09:59:59 GMT")),
        412,
        "ConditionNotMet");
    assertRefused(run(upload("b", "w", "x").with("If-Match", etag)), 412, "ConditionNotMet");
    assertThat(run(upload("a", "w", "y").with("If-Match", etag)).status()).isEqualTo(201);
    assertRefused(run(upload("a", "w", "z").with("If-Match", etag)), 412, "ConditionNotMet");
    assertRefused(
        run(sas("GET", "a", "r").with("If-Modified-Since", "soon")), 400, "InvalidHeaderValue");
  }

  @Test
  void anAlteredBodyIsRefused() throws IOException {
    var altered =
        upload("a", "w", "x").with("Content-MD5", Base64.getEncoder().encodeToString(new byte[16]));
    assertRefused(run(altered), 400, "Md5Mismatch");
    assertRefused(run(upload("a", "w", "x").with("Content-MD5", "x")), 400, "InvalidMd5");
    assertRefused(
        run(upload("a", "w", "x").with("x-ms-content-crc64", "x")), 400, "UnsupportedHeader");
    var endless = sas("PUT", "a", "w").with("x-ms-blob-type", "BlockBlob");
    assertRefused(run(endless), 411, "MissingContentLengthHeader");
    assertRefused(run(upload("a", "w", "x").with("Content-Length", "2")), 400, "IncompleteBody");
    assertThat(run(sas("HEAD", "a", "r")).status()).isEqualTo(404);
  }

  @Test
  void whatIsSaidAboutABlobCanBeRead() throws IOException {
    run(upload("a", "w", "x").with("x-ms-meta-k", "v").with("Content-Type", "text/csv"));
    var metadata = run(sas("GET", "a?comp=metadata", "r"));
    assertThat(metadata.answered("x-ms-meta-k")).isEqualTo("v");
    run(
        sas("PUT", "a?comp=properties", "w")
            .with("x-ms-blob-content-type", "text/plain")
            .with("x-ms-blob-cache-control", "no-cache")
            .sending(""));
    var head = run(sas("HEAD", "a", "r"));
    assertThat(head.answered("Content-Type")).isEqualTo("text/plain");
    assertThat(head.answered("Cache-Control")).isEqualTo("no-cache");
    assertThat(head.answered("x-ms-meta-k")).isEqualTo("v");
    assertThat(run(sas("DELETE", "a", "d")).status()).isEqualTo(202);
    assertRefused(run(sas("GET", "a", "r")), 404, "BlobNotFound");
  }

  @Test
  void containersAnswer() throws IOException {
    assertRefused(
        run(bearer("PUT", "/azureml?restype=container").sending("")),
        409,
        "ContainerAlreadyExists");
    assertThat(run(bearer("GET", "/azureml?restype=container")).answered("ETag")).isNotEmpty();
    assertRefused(run(bearer("GET", "/other?restype=container")), 404, "ContainerNotFound");
    assertThat(run(bearer("GET", "/?comp=list")).text()).contains("<Name>azureml</Name>");
    assertThat(run(bearer("GET", "/?comp=list&prefix=b")).text()).doesNotContain("azureml");
    assertThat(
            run(bearer("GET", "/?restype=account&comp=properties")).answered("x-ms-account-kind"))
        .isEqualTo("StorageV2");
    assertThat(run(bearer("DELETE", "/azureml?restype=container")).status()).isEqualTo(202);
    assertRefused(run(sas("GET", "a", "r")), 404, "ContainerNotFound");
  }

  @Test
  void tokensLetInAsFarAsTheyGo() throws IOException {
    var read = FakeExchange.of("GET", "/?comp=list").with("Authorization", "Bearer reader");
    assertThat(run(read).status()).isEqualTo(200);
    var write =
        FakeExchange.of("PUT", "/azureml/a")
            .with("Authorization", "Bearer reader")
            .with("x-ms-blob-type", "BlockBlob")
            .sending("x");
    assertRefused(run(write), 403, "AuthorizationPermissionMismatch");
    var wrong = FakeExchange.of("GET", "/?comp=list").with("Authorization", "Bearer no");
    assertRefused(run(wrong), 401, "InvalidAuthenticationInfo");
    var none = run(FakeExchange.of("GET", "/?comp=list"));
    assertRefused(none, 401, "NoAuthenticationInformation");
    assertThat(none.answered("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void whatIsNotSpokenIsSaid() throws IOException {
    assertRefused(
        run(sas("GET", "a", "r").with("x-ms-version", "2031-01-01")), 400, "InvalidHeaderValue");
    assertRefused(run(sas("PUT", "a?comp=lease", "w")), 400, "UnsupportedQueryParameter");
    assertRefused(run(sas("GET", "a?snapshot=1", "r")), 400, "UnsupportedQueryParameter");
    assertRefused(run(sas("PATCH", "a", "r")), 405, "UnsupportedHttpVerb");
    assertRefused(run(sas("GET", "%ff", "r")), 400, "InvalidUri");
    assertRefused(
        run(FakeExchange.of("GET", "/Bad_Name/a").with("x-ms-version", "2026-10-06")),
        400,
        "InvalidResourceName");
    assertRefused(
        run(upload("a", "w", "").with("x-ms-blob-type", "PageBlob")), 400, "InvalidHeaderValue");
    assertRefused(run(upload("a", "w", "").with("x-ms-meta-a!b", "x")), 400, "InvalidMetadata");
    var nowhere =
        FakeExchange.of("GET", "https://x/?comp=list").with("Authorization", "Bearer writer");
    assertRefused(run(nowhere), 400, "InvalidUri");
    assertRefused(
        run(upload("a", "w", "").with("x-ms-copy-source", "https://x")), 400, "UnsupportedHeader");
  }

  @Test
  void aSignatureOfOneAccountIsNoneOfAnother() throws IOException {
    var other =
        FakeExchange.of("GET", "https://another0123.blob.core.mooring.internal/azureml/a?sig=x");
    var refused = run(other);
    assertRefused(refused, 403, "AuthenticationFailed");
    assertThat(refused.text())
        .contains("<AuthenticationErrorDetail>There is no storage account 'another0123' here");
  }

  private FakeExchange run(FakeExchange exchange) throws IOException {
    gateway.handle(exchange);
    assertThat(exchange.answered("x-ms-request-id")).isNotEmpty();
    return exchange;
  }

  private static FakeExchange append(String text) {
    return sas("PUT", "log?comp=appendblock", "a").sending(text);
  }

  private static FakeExchange commit(String xml) {
    return sas("PUT", "big?comp=blocklist", "w").sending(xml);
  }

  private static FakeExchange upload(String path, String permissions, String text) {
    return sas("PUT", path, permissions).with("x-ms-blob-type", "BlockBlob").sending(text);
  }

  /** A request with a signature for the container; the path may have a query. */
  private static FakeExchange sas(String method, String path, String permissions) {
    var signed =
        Sas.container(
            URI.create("https://" + HOST),
            ACCOUNT,
            "azureml",
            permissions,
            NOW.plus(Duration.ofHours(1)),
            KEY);
    var url = "/azureml" + (path.startsWith("?") ? "" : "/") + path;
    return FakeExchange.of(method, url + (path.contains("?") ? "&" : "?") + signed.getRawQuery())
        .with("x-ms-version", "2026-10-06");
  }

  private static FakeExchange bearer(String method, String url) {
    return FakeExchange.of(method, url)
        .with("Authorization", "Bearer writer")
        .with("x-ms-version", "2026-10-06");
  }

  private static void assertRefused(FakeExchange exchange, int status, String code) {
    assertThat(exchange.status()).as(exchange.text()).isEqualTo(status);
    assertThat(exchange.answered("x-ms-error-code")).isEqualTo(code);
    assertThat(exchange.text()).contains("<Error><Code>" + code + "</Code><Message>");
  }
}
