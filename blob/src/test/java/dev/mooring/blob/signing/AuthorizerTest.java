package dev.mooring.blob.signing;

import static dev.mooring.blob.FakeExchange.ACCOUNT;
import static dev.mooring.blob.FakeExchange.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.blob.Accounts;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.FakeExchange;
import dev.mooring.blob.Sas;
import dev.mooring.blob.wire.Call;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Signatures; those in the examples were made by azure-storage-blob 12.31.1 for Python. */
final class AuthorizerTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final URI ENDPOINT = URI.create("https://" + HOST);

  private static final String CONTAINER =
      "st=2026-11-24T09%3A00%3A00Z&se=2026-11-24T11%3A00%3A00Z&sp=racwdl&spr=https&sv=2026-10-06"
          + "&sr=c&sig=aVvGXUP1WwrUBZqkhGrgE/eesGNh4gD8Cj9sqYliXS8%3D";
  private static final String BLOB =
      "se=2026-11-24T11%3A00%3A00Z&sp=r&sv=2026-10-06&sr=b&rscc=no-cache"
          + "&rsct=text/plain%3B%20charset%3Dutf-8&ses=sc"
          + "&sig=duih1Xr5GbTqs/ivqeSS6s696lO1A7P3bBoBCfx50a8%3D";
  private static final String ANY =
      "se=2026-11-24T11%3A00%3A00Z&sp=rwlc&sv=2026-10-06&ss=b&srt=sco"
          + "&sig=tOqYlOhT9ZUacLRfZ7nY4urGaUEFgHWKbHkZKbBQecQ%3D";

  private final Authorizer authorizer =
      new Authorizer(
          new Accounts() {
            @Override
            public Optional<byte[]> key(String account) {
              return Optional.of(AuthorizerTest.key());
            }

            @Override
            public boolean bearer(String account, String token, boolean write) {
              return false;
            }
          });

  @Test
  void theSdksSignaturesAreTaken() {
    assertThat(authorize("GET", "/azureml/a?" + CONTAINER)).isEqualTo(Grant.FULL);
    assertThat(authorize("GET", "/azureml?restype=container&comp=list&" + CONTAINER))
        .isEqualTo(Grant.FULL);
    assertThat(authorize("GET", "/azureml/dir/%C3%A4%20b%2B%25.txt?" + BLOB)).isEqualTo(Grant.FULL);
    assertThat(authorize("GET", "/?comp=list&" + ANY)).isEqualTo(Grant.FULL);
    assertThat(authorize("PUT", "/other?restype=container&" + ANY)).isEqualTo(Grant.FULL);
    assertThat(authorize("GET", "/azureml/a?" + ANY)).isEqualTo(Grant.FULL);
  }

  @Test
  void aSignatureIsForWhatItWasMadeForOnly() {
    assertRefused(Code.AUTHENTICATION_FAILED, "GET", "/other/a?" + CONTAINER);
    assertRefused(Code.AUTHENTICATION_FAILED, "GET", "/azureml/dir/b?" + BLOB);
    assertRefused(
        Code.AUTHENTICATION_FAILED, "GET", "/azureml?restype=container&comp=list&" + BLOB);
    assertRefused(
        Code.AUTHENTICATION_FAILED,
        "GET",
        "/azureml/a?" + CONTAINER.replace("sp=racwdl", "sp=racwdlx"));
    assertRefused(
        Code.AUTHENTICATION_FAILED, "GET", "/azureml/a?" + CONTAINER.replace("11%3A", "12%3A"));
    assertRefused(
        Code.AUTHORIZATION_PERMISSION_MISMATCH, "PUT", "/azureml/dir/%C3%A4%20b%2B%25.txt?" + BLOB);
    assertRefused(
        Code.AUTHORIZATION_PERMISSION_MISMATCH,
        "DELETE",
        "/azureml?restype=container&" + CONTAINER);
    assertRefused(Code.AUTHORIZATION_PERMISSION_MISMATCH, "DELETE", "/azureml/a?" + ANY);
    assertRefused(Code.AUTHENTICATION_FAILED, "GET", "/azureml/a?" + CONTAINER + "&si=policy");
    assertRefused(
        Code.AUTHENTICATION_FAILED,
        "GET",
        "/azureml/a?" + CONTAINER.replace("sv=2026-10-06", "sv=2015-04-05"));
  }

  @Test
  void aSignatureHasItsTimeAndProtocol() {
    var call = Call.of(FakeExchange.of("GET", "/azureml/a?" + CONTAINER));
    assertThatThrownBy(() -> authorizer.authorize(call, NOW.plus(Duration.ofHours(1))))
        .isInstanceOfSatisfying(
            BlobException.class,
            e -> assertThat(e.detail()).contains("Expiry [2026-11-24T11:00:00Z]"));
    assertThatThrownBy(() -> authorizer.authorize(call, NOW.minus(Duration.ofHours(2))))
        .isInstanceOf(BlobException.class);
    var plain = Call.of(FakeExchange.of("GET", "/azureml/a?" + CONTAINER).insecure());
    assertThatThrownBy(() -> authorizer.authorize(plain, NOW))
        .isInstanceOfSatisfying(
            BlobException.class,
            e -> assertThat(e.code()).isEqualTo(Code.AUTHORIZATION_PROTOCOL_MISMATCH));
  }

  @Test
  void theScopeLineIsThereFromItsVersionOn() {
    var before = SasText.service(name -> name.equals("sv") ? "2020-10-02" : name, "a/c");
    var after = SasText.service(name -> name.equals("sv") ? "2020-12-06" : name, "a/c");
    assertThat(before.lines())
        .containsExactly(
            "sp",
            "st",
            "se",
            "/blob/a/c",
            "si",
            "sip",
            "spr",
            "2020-10-02",
            "sr",
            "snapshot",
            "rscc",
            "rscd",
            "rsce",
            "rscl",
            "rsct");
    assertThat(after.lines()).hasSize(16).contains("ses");
    assertThat(SasText.account(name -> name.equals("sv") ? "2019-12-12" : name, "a").lines())
        .containsExactly("a", "sp", "ss", "srt", "st", "se", "sip", "spr", "2019-12-12");
  }

  @Test
  void aRequestSignedWithTheKeyIsTaken() {
    assertThat(authorizer.authorize(Call.of(signedByKey()), NOW)).isEqualTo(Grant.FULL);
    var altered = Call.of(signedByKey().with("x-ms-meta-ab", "3"));
    assertThatThrownBy(() -> authorizer.authorize(altered, NOW))
        .isInstanceOfSatisfying(
            BlobException.class,
            e -> assertThat(e.detail()).contains("/azureml/dir/%C3%A4%20b.txt\ncomp:metadata"));
    var late = Call.of(signedByKey());
    assertThatThrownBy(() -> authorizer.authorize(late, NOW.plus(Duration.ofMinutes(16))))
        .isInstanceOf(BlobException.class);
    var other = Call.of(signedByKey().with("Authorization", "SharedKey another0123:x"));
    assertThatThrownBy(() -> authorizer.authorize(other, NOW)).isInstanceOf(BlobException.class);
  }

  @Test
  void headersSortAsTheSdkSortsThem() {
    var sorted =
        List.of(
            "x-ms-blob-content-type",
            "x-ms-blob-type",
            "x-ms-date",
            "x-ms-meta-a_b",
            "x-ms-meta-a1",
            "x-ms-meta-ab",
            "x-ms-meta-ab-",
            "x-ms-meta-a-b",
            "x-ms-meta--ab",
            "x-ms-meta-upload_status",
            "x-ms-meta-uploads",
            "x-ms-version");
    assertThat(sorted.reversed().stream().sorted(SharedKey::asAzureSorts).toList())
        .isEqualTo(sorted);
  }

  @Property(tries = 200)
  void whatIsSignedHereIsTakenHere(
      @ForAll("names") String name, @ForAll @IntRange(min = 1, max = 100_000) int seconds) {
    var expiry = NOW.plusSeconds(seconds);
    var url = Sas.blob(ENDPOINT, ACCOUNT, "azureml", name, "r", expiry, key());
    assertThat(authorize("GET", url.toString())).isEqualTo(Grant.FULL);
    var other = url.toString().replace("?", "x?");
    assertRefused(Code.AUTHENTICATION_FAILED, "GET", other);
    var container = Sas.container(ENDPOINT, ACCOUNT, "azureml", "lr", expiry, key());
    assertThat(container.getRawQuery()).contains("&sp=rl&");
    assertThat(authorize("GET", url.toString().replaceAll("\\?.*", "?" + container.getRawQuery())))
        .isEqualTo(Grant.FULL);
  }

  @Test
  void aSignatureForAFolderIsForWhatLiesInIt() {
    var query =
        Sas.folder(ENDPOINT, ACCOUNT, "azureml", "runs/dcid.j/", "racwl", NOW.plusSeconds(9), key())
            .getRawQuery();
    assertThat(authorize("GET", "/azureml/runs/dcid.j/logs/a?" + query)).isEqualTo(Grant.FULL);
    assertThat(authorize("PUT", "/azureml/runs/dcid.j/logs/a?" + query)).isEqualTo(Grant.FULL);
    var list = "/azureml?restype=container&comp=list&" + query + "&prefix=";
    assertThat(authorize("GET", list + "runs/dcid.j/")).isEqualTo(Grant.FULL);
    assertThat(authorize("GET", list + "runs%2Fdcid.j%2Flogs")).isEqualTo(Grant.FULL);
    for (var outside :
        List.of(
            "/azureml/runs/dcid.jj/logs/a?",
            "/azureml/runs/dcid.j?",
            "/azureml/runs//dcid.j/a?",
            "/azureml//runs/dcid.j/a?",
            "/azureml/a?",
            "/other/runs/dcid.j/logs/a?")) {
      assertRefused(Code.AUTHENTICATION_FAILED, "GET", outside + query);
    }
    for (var beginning : List.of("", "runs/", "runs/dcid.j", "runs/dcid.jj/")) {
      assertRefused(Code.AUTHENTICATION_FAILED, "GET", list + beginning);
    }
    for (var depth : List.of("1", "3", "0", "-2", "x", "")) {
      var altered = query.replace("sdd=2", "sdd=" + depth);
      assertRefused(Code.AUTHENTICATION_FAILED, "GET", "/azureml/runs/dcid.j/logs/a?" + altered);
    }
  }

  @Property(tries = 100)
  void noByteOfASignatureMayBeOther(@ForAll @IntRange(min = 0, max = 42) int at) {
    var start = CONTAINER.indexOf("sig=") + 4;
    var old = CONTAINER.charAt(start + at);
    var altered =
        CONTAINER.substring(0, start + at)
            + (old == 'A' ? 'B' : 'A')
            + CONTAINER.substring(start + at + 1);
    assertRefused(Code.AUTHENTICATION_FAILED, "GET", "/azureml/a?" + altered);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
            "a", "/", ".", "ä", "日", "😀", " ", "+", "%", "?", "#", "&", "=", "\\", "~")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(parts -> String.join("", parts))
        .filter(name -> !Stream.of(name.split("/", -1)).anyMatch(part -> part.matches("\\.+")));
  }

  private static FakeExchange signedByKey() {
    return FakeExchange.of(
            "PUT", "/azureml/dir/%C3%A4%20b.txt?timeout=30&comp=metadata&prefix=a%2Fb%20c")
        .with("x-ms-date", "Tue, 24 Nov 2026 10:00:00 GMT")
        .with("x-ms-version", "2026-10-06")
        .with("x-ms-meta-upload_status", "completed")
        .with("x-ms-meta-uploads", "2")
        .with("x-ms-meta-a-b", "1")
        .with("x-ms-meta-ab", "2")
        .with("Content-Length", "0")
        .with("Content-Type", "application/octet-stream")
        .with("If-None-Match", "*")
        .with(
            "Authorization",
            "SharedKey moor0123456789:SkmfFzZ9YvJd3hXb58WEWY7j6G23Mulfquz/qcyGf3g=");
  }

  private Grant authorize(String method, String url) {
    return authorizer.authorize(Call.of(FakeExchange.of(method, url)), NOW);
  }

  private void assertRefused(Code code, String method, String url) {
    assertThatThrownBy(() -> authorize(method, url))
        .isInstanceOfSatisfying(
            BlobException.class, e -> assertThat(e.code()).as(e.detail()).isEqualTo(code));
  }

  private static byte[] key() {
    var key = new byte[64];
    for (var i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    return key;
  }
}
