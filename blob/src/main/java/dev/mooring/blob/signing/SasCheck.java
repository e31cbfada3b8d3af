package dev.mooring.blob.signing;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.wire.Call;
import dev.mooring.blob.wire.Operation;
import dev.mooring.blob.wire.Operation.Level;
import dev.mooring.blob.wire.Query;
import dev.mooring.blob.wire.Target;
import java.time.Instant;
import java.util.regex.Pattern;

/** Whether a shared access signature in the URL lets a request through. */
final class SasCheck {
  private static final String OLDEST = "2018-11-09";
  private static final Pattern VERSION = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private static final Pattern DEPTH = Pattern.compile("[1-9][0-9]?");

  private final Call call;
  private final byte[] key;
  private final Instant now;

  private SasCheck(Call call, byte[] key, Instant now) {
    this.call = call;
    this.key = key;
    this.now = now;
  }

  static Grant check(Call call, byte[] key, Instant now) {
    return new SasCheck(call, key, now).grant();
  }

  private Grant grant() {
    checkKind();
    var forAccount = query().has("ss");
    checkSignature(forAccount);
    checkTime();
    if (query().of("spr").equals("https") && !call.exchange().secure()) {
      throw new BlobException(
          Code.AUTHORIZATION_PROTOCOL_MISMATCH,
          "The signature is for https only; use https, or sign with spr=https,http");
    }
    if (forAccount) {
      checkAccountScope();
    } else if (call.operation().level() != Level.OBJECT
        && call.operation() != Operation.LIST_BLOBS) {
      throw new BlobException(
          Code.AUTHORIZATION_PERMISSION_MISMATCH,
          "A signature for a container or blob does not let do this to a container or account;"
              + " sign with the account's key");
    }
    return checkPermission();
  }

  private void checkKind() {
    var version = query().of("sv");
    if (!VERSION.matcher(version).matches() || version.compareTo(OLDEST) < 0) {
      throw failed(
          "sv is '%s'; signatures of version %s and later are taken".formatted(version, OLDEST));
    }
    for (var unknown : new String[] {"si", "sip", "skoid"}) {
      if (!query().of(unknown).isEmpty()) {
        throw failed(
            "The signature has %s, which is not checked here; sign with the account's key and"
                    .formatted(unknown)
                + " without it");
      }
    }
  }

  private void checkSignature(boolean forAccount) {
    var text =
        forAccount
            ? SasText.account(query()::of, call.target().account())
            : SasText.service(query()::of, resource());
    // Base64 has plus signs and no spaces; a query that was not encoded has them the other way.
    if (!Signature.matches(query().of("sig").replace(' ', '+'), text, key)) {
      throw failed("Signature did not match. String to sign used was " + text);
    }
  }

  /** What a signature for a container or blob must have been made for. */
  private String resource() {
    var kind = query().of("sr");
    return switch (call.target()) {
      case Target.Container(var name) when kind.equals("c") -> name.toString();
      case Target.Blob(var name) when kind.equals("c") -> name.container().toString();
      case Target.Blob(var name) when kind.equals("b") -> name.toString();
      case Target.Container(var name) when kind.equals("d") ->
          name + "/" + folder(query().of("prefix")).path();
      case Target.Blob(var name) when kind.equals("d") ->
          name.container() + "/" + folder(name.name()).path();
      case Target.Account _, Target.Container _, Target.Blob _ ->
          throw failed("The signature's sr is '%s', which does not cover this".formatted(kind));
    };
  }

  /** Which folder the signature must be for, to cover all that begins so. */
  private Folder folder(String beginning) {
    var depth = query().of("sdd");
    if (!DEPTH.matcher(depth).matches()) {
      throw failed("The signature's sdd is '%s'; it is the depth of a folder".formatted(depth));
    }
    return Folder.of(beginning, Integer.parseInt(depth))
        .orElseThrow(() ->
            failed("The signature is for a folder, and '%s' is outside".formatted(beginning)));
  }

  private void checkTime() {
    var start = query().of("st");
    var expiry = query().of("se");
    var from = start.isEmpty() ? Instant.MIN : time(start);
    if (now.isBefore(from) || !now.isBefore(time(expiry))) {
      throw failed(
          ("Signature not valid in the specified time frame: Start [%s] - Expiry [%s] - Current"
                  + " [%s]")
              .formatted(start, expiry, now));
    }
  }

  private static Instant time(String text) {
    return SasTimes.parse(text)
        .orElseThrow(() -> failed("'%s' is no time; use 2026-11-24T10:00:00Z".formatted(text)));
  }

  private void checkAccountScope() {
    if (!query().of("ss").contains("b")) {
      throw new BlobException(
          Code.AUTHORIZATION_SERVICE_MISMATCH,
          "The signature is for services '%s' and not for b, blobs".formatted(query().of("ss")));
    }
    var level = call.operation().level();
    if (!query().of("srt").contains(level.letter())) {
      throw new BlobException(
          Code.AUTHORIZATION_RESOURCE_TYPE_MISMATCH,
          "The signature is for resource types '%s' and this needs '%s'"
              .formatted(query().of("srt"), level.letter()));
    }
  }

  private Grant checkPermission() {
    var granted = query().of("sp");
    var needed = call.operation().permissions();
    if (needed.chars().noneMatch(letter -> granted.indexOf(letter) >= 0)) {
      throw new BlobException(
          Code.AUTHORIZATION_PERMISSION_MISMATCH,
          "The signature grants '%s'; this needs one of '%s'".formatted(granted, needed));
    }
    return call.operation() == Operation.PUT_BLOB && granted.indexOf('w') < 0
        ? Grant.CREATE_ONLY
        : Grant.FULL;
  }

  private Query query() {
    return call.query();
  }

  private static BlobException failed(String detail) {
    return Authorizer.failed(detail);
  }
}
