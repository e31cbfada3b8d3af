package dev.mooring.controlplane;

import dev.mooring.controlplane.http.BlobEndpoint;
import dev.mooring.controlplane.storage.Account;
import dev.mooring.controlplane.storage.Artifacts;
import dev.mooring.controlplane.storage.Containers;
import dev.mooring.controlplane.storage.Signer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Storage accounts that hold names only; what is asked of them is answered back. */
public final class FakeBlobs implements BlobEndpoint, Signer, Containers, Artifacts {
  /** {@code account/container}. */
  public final Set<String> containers = new ConcurrentSkipListSet<>();

  /** {@code account/container/name}. */
  public final Set<String> blobs = new ConcurrentSkipListSet<>();

  @Override
  public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var text = "%s %s".formatted(request.getMethod(), request.getRequestURI());
    response.setStatus(200);
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public URI container(Account account, String container, String permissions, Instant expiry) {
    return URI.create("%s/%s?sp=%s&sig=s".formatted(account.endpoint(), container, permissions));
  }

  @Override
  public URI folder(
      Account account, String container, String folder, String permissions, Instant expiry) {
    return URI.create(
        "%s/%s?in=%s&sp=%s&sig=s".formatted(account.endpoint(), container, folder, permissions));
  }

  @Override
  public URI readBlob(Account account, String container, String blob, Instant expiry) {
    return URI.create("%s/%s/%s?sp=r&sig=s".formatted(account.endpoint(), container, blob));
  }

  @Override
  public void ensure(String account, String container) {
    containers.add(account + "/" + container);
  }

  @Override
  public List<String> names(String account, String container, String prefix) {
    var folder = account + "/" + container + "/";
    return blobs.stream()
        .filter(blob -> blob.startsWith(folder + prefix))
        .map(blob -> blob.substring(folder.length()))
        .toList();
  }
}
