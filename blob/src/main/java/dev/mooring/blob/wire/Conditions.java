package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.Guard;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** The If- headers. Times have whole seconds, as the header they come from. */
public record Conditions(
    String ifMatch, String ifNoneMatch, Instant modifiedSince, Instant unmodifiedSince) {

  public static Conditions of(Call call) {
    return new Conditions(
        call.header("if-match"),
        call.header("if-none-match"),
        time(call, "if-modified-since", Instant.MIN),
        time(call, "if-unmodified-since", Instant.MAX));
  }

  /** For a write, which may find nothing there. */
  public Guard forWrite() {
    return current -> {
      checkMatch(current);
      current.ifPresent(blob -> {
        if (ifNoneMatch.equals("*")) {
          throw new BlobException(
              Code.BLOB_ALREADY_EXISTS,
              "There is a blob '%s' already, and it must not be replaced".formatted(blob.name()));
        }
        if (matches(ifNoneMatch, blob) || !modified(blob).isAfter(modifiedSince)) {
          throw notMet(blob);
        }
      });
    };
  }

  /** For a read of what is there. */
  public void checkRead(BlobInfo blob) {
    checkMatch(Optional.of(blob));
    if (matches(ifNoneMatch, blob)
        || (ifNoneMatch.isEmpty() && !modified(blob).isAfter(modifiedSince))) {
      throw new BlobException(Code.NOT_MODIFIED, "The blob has not changed");
    }
  }

  private void checkMatch(Optional<BlobInfo> current) {
    if (current.isEmpty()) {
      if (!ifMatch.isEmpty()) {
        throw new BlobException(
            Code.CONDITION_NOT_MET, "There is no blob, and If-Match asks for one");
      }
      return;
    }
    var blob = current.get();
    if ((!ifMatch.isEmpty() && !matches(ifMatch, blob))
        || modified(blob).isAfter(unmodifiedSince)) {
      throw notMet(blob);
    }
  }

  private static BlobException notMet(BlobInfo blob) {
    return new BlobException(
        Code.CONDITION_NOT_MET,
        "A condition in the headers does not hold: the blob has ETag %s, modified %s; look again"
            .formatted(blob.stamp().etag(), Times.http(blob.stamp().modified())));
  }

  private static boolean matches(String etags, BlobInfo blob) {
    return Stream.of(etags.split(",", -1))
        .map(etag -> etag.strip().replace("\"", ""))
        .anyMatch(etag -> etag.equals("*") || etag.equals(blob.stamp().etag()));
  }

  private static Instant modified(BlobInfo blob) {
    return blob.stamp().modified().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant time(Call call, String header, Instant otherwise) {
    var text = call.header(header);
    if (text.isEmpty()) {
      return otherwise;
    }
    return Times.parse(text)
        .orElseThrow(() ->
            new BlobException(
                Code.INVALID_HEADER_VALUE,
                "%s is '%s', not a time as HTTP writes it".formatted(header, text)));
  }
}
