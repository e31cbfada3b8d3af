package dev.mooring.controlplane.storage;

import dev.mooring.blob.Accounts;
import dev.mooring.blob.BlobBackend;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobExchange;
import dev.mooring.blob.BlobGateway;
import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.ContainerName;
import dev.mooring.blob.Sas;
import dev.mooring.controlplane.http.BlobEndpoint;
import dev.mooring.controlplane.identity.Tokens;
import dev.mooring.store.Secrets;
import dev.mooring.store.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The storage accounts: hosts the blob protocol, and does in the backend what the resources need.
 * The only class that knows both. Thread-safe.
 */
public final class BlobHost implements BlobEndpoint, Signer, Containers, Artifacts {
  private static final int PAGE = 5000;

  private final BlobBackend backend;
  private final BlobGateway gateway;
  private final InstantSource clock;

  public BlobHost(BlobBackend backend, Secrets secrets, Tokens tokens, InstantSource clock) {
    this.backend = backend;
    this.clock = clock;
    this.gateway = new BlobGateway(backend, new Doors(secrets, tokens), clock);
  }

  /** Who has the key, or a token of the platform's issuer, may do all. */
  private record Doors(Secrets secrets, Tokens tokens) implements Accounts {
    @Override
    public Optional<byte[]> key(String account) {
      return Storage.key(secrets, account);
    }

    @Override
    public boolean bearer(String account, String token, boolean write) {
      return key(account).isPresent() && tokens.opensStorage(token);
    }
  }

  @Override
  public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      gateway.handle(new Exchange(request, response, request.getInputStream()));
    } catch (StoreException failed) {
      if (response.isCommitted()) {
        throw new IOException("The database failed in the middle of an answer", failed);
      }
      // Clients of storage try again at this code.
      response.setHeader("x-ms-error-code", "ServerBusy");
      response.setStatus(503);
    }
  }

  private record Exchange(
      HttpServletRequest request, HttpServletResponse response, InputStream body)
      implements BlobExchange {
    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String host() {
      return header("Host").orElse("");
    }

    @Override
    public String rawPath() {
      return request.getRequestURI();
    }

    @Override
    public String rawQuery() {
      return Optional.ofNullable(request.getQueryString()).orElse("");
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(request.getHeader(name));
    }

    @Override
    public Map<String, String> headers() {
      var all = new HashMap<String, String>();
      for (var name : Collections.list(request.getHeaderNames())) {
        header(name).ifPresent(value -> all.put(name.toLowerCase(Locale.ROOT), value));
      }
      return all;
    }

    @Override
    public OutputStream respond(int status, Map<String, String> headers, long length)
        throws IOException {
      response.setStatus(status);
      headers.forEach(response::setHeader);
      if (length >= 0) {
        response.setContentLengthLong(length);
      }
      return response.getOutputStream();
    }
  }

  @Override
  public URI container(Account account, String container, String permissions, Instant expiry) {
    return Sas.container(
        account.endpoint(), account.name(), container, permissions, expiry, account.key().bytes());
  }

  @Override
  public URI folder(
      Account account, String container, String folder, String permissions, Instant expiry) {
    var key = account.key().bytes();
    return Sas.folder(
        account.endpoint(), account.name(), container, folder, permissions, expiry, key);
  }

  @Override
  public URI readBlob(Account account, String container, String blob, Instant expiry) {
    var key = account.key().bytes();
    return Sas.blob(account.endpoint(), account.name(), container, blob, "r", expiry, key);
  }

  @Override
  public void ensure(String account, String container) {
    try {
      backend.createContainer(new ContainerName(account, container), Map.of(), clock.instant());
    } catch (IOException failed) {
      throw new UncheckedIOException("Container " + container + " cannot be made", failed);
    }
  }

  @Override
  public List<String> names(String account, String container, String prefix) {
    var found = new ArrayList<String>();
    var marker = "";
    try {
      do {
        var page =
            backend.list(
                new ContainerName(account, container), new BlobQuery(prefix, "", marker, PAGE));
        page.blobs().stream().map(BlobInfo::name).forEach(found::add);
        marker = page.next();
      } while (!marker.isEmpty());
      return found;
    } catch (BlobException refused) {
      if (refused.code() == BlobException.Code.CONTAINER_NOT_FOUND) {
        return List.of();
      }
      throw refused;
    } catch (IOException failed) {
      throw new UncheckedIOException("Container " + container + " cannot be listed", failed);
    }
  }
}
