package dev.mooring.blob.signing;

import dev.mooring.blob.Accounts;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.wire.Call;
import java.time.Instant;

/** Whether a request may be done: by a signature in its URL, its shared key, or a bearer token. */
public final class Authorizer {
  private static final String SHARED_KEY = "SharedKey ";
  private static final String BEARER = "Bearer ";

  private final Accounts accounts;

  public Authorizer(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Lets the request through, or refuses it with what is wrong. */
  public Grant authorize(Call call, Instant now) {
    var authorization = call.header("authorization");
    if (call.query().has("sig")) {
      return SasCheck.check(call, key(call), now);
    }
    if (authorization.startsWith(SHARED_KEY)) {
      sharedKey(call, authorization.substring(SHARED_KEY.length()), now);
      return Grant.FULL;
    }
    if (authorization.startsWith(BEARER)) {
      bearer(call, authorization.substring(BEARER.length()));
      return Grant.FULL;
    }
    throw new BlobException(
        Code.NO_AUTHENTICATION_INFORMATION,
        "The request is not signed; use a SAS URL, a shared key or a bearer token");
  }

  static BlobException failed(String detail) {
    return new BlobException(
        Code.AUTHENTICATION_FAILED,
        "Server failed to authenticate the request. Make sure the value of Authorization header is"
            + " formed correctly including the signature.",
        detail);
  }

  private void sharedKey(Call call, String credentials, Instant now) {
    var colon = credentials.indexOf(':');
    var account = colon < 0 ? credentials : credentials.substring(0, colon);
    if (colon < 0 || !account.equals(call.target().account())) {
      throw failed(
          "The request is signed for account '%s' and goes to '%s'"
              .formatted(account, call.target().account()));
    }
    SharedKey.check(call, credentials.substring(colon + 1), key(call), now);
  }

  private void bearer(Call call, String token) {
    var account = call.target().account();
    var write = call.operation().writes();
    if (accounts.bearer(account, token, write)) {
      return;
    }
    if (write && accounts.bearer(account, token, false)) {
      throw new BlobException(
          Code.AUTHORIZATION_PERMISSION_MISMATCH,
          "The token lets read in account '%s' and not write".formatted(account));
    }
    throw new BlobException(
        Code.INVALID_AUTHENTICATION_INFO,
        "The token does not let into account '%s'; get a new one".formatted(account));
  }

  private byte[] key(Call call) {
    var account = call.target().account();
    return accounts
        .key(account)
        .orElseThrow(() -> failed("There is no storage account '%s' here".formatted(account)));
  }
}
