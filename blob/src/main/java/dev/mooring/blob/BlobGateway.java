package dev.mooring.blob;

import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.signing.Authorizer;
import dev.mooring.blob.signing.Grant;
import dev.mooring.blob.wire.Answer;
import dev.mooring.blob.wire.Call;
import dev.mooring.blob.wire.Containers;
import dev.mooring.blob.wire.Reads;
import dev.mooring.blob.wire.Target;
import dev.mooring.blob.wire.Writes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests in the Azure Blob protocol. Thread-safe; a call blocks until it is answered. */
public final class BlobGateway {
  private static final Logger LOG = LoggerFactory.getLogger(BlobGateway.class);

  private final Authorizer authorizer;
  private final InstantSource clock;
  private final Containers containers;
  private final Reads reads;
  private final Writes writes;

  public BlobGateway(BlobBackend backend, Accounts accounts, InstantSource clock) {
    this.authorizer = new Authorizer(accounts);
    this.clock = clock;
    this.containers = new Containers(backend);
    this.reads = new Reads(backend);
    this.writes = new Writes(backend);
  }

  /**
   * Answers one request.
   *
   * @throws IOException if the answer could not be written, or ended early; the connection is to be
   *     closed then
   */
  public void handle(BlobExchange exchange) throws IOException {
    var answer = new Answer(exchange);
    try {
      answer.checkVersion();
      var call = Call.of(exchange);
      var now = clock.instant();
      run(call, authorizer.authorize(call, now), now, answer);
    } catch (BlobException e) {
      if (answer.begun()) {
        throw new IOException("Refused in the middle of an answer", e);
      }
      answer.refuse(e);
    } catch (IOException | UncheckedIOException e) {
      if (answer.begun()) {
        throw e;
      }
      LOG.warn(
          "{} {} failed, request {}", exchange.method(), exchange.rawPath(), answer.requestId(), e);
      answer.refuse(
          new BlobException(
              Code.INTERNAL_ERROR,
              "The storage failed; try again, and look for the request id in the server's log"));
    }
  }

  private void run(Call call, Grant grant, Instant now, Answer answer) throws IOException {
    switch (call.target()) {
      case Target.Account _ -> onAccount(call, answer);
      case Target.Container(ContainerName name) -> onContainer(call, name, now, answer);
      case Target.Blob(BlobName name) -> {
        if (call.operation().writes()) {
          write(call, name, grant.guard(), now, answer);
        } else {
          read(call, name, answer);
        }
      }
    }
  }

  private void onAccount(Call call, Answer answer) throws IOException {
    switch (call.operation()) {
      case LIST_CONTAINERS -> containers.list(call, answer);
      case ACCOUNT_INFORMATION -> containers.account(answer);
      default -> throw misrouted(call);
    }
  }

  private void onContainer(Call call, ContainerName name, Instant now, Answer answer)
      throws IOException {
    switch (call.operation()) {
      case CREATE_CONTAINER -> containers.create(call, name, now, answer);
      case GET_CONTAINER -> containers.get(name, answer);
      case DELETE_CONTAINER -> containers.delete(name, answer);
      case LIST_BLOBS -> containers.listBlobs(call, name, answer);
      default -> throw misrouted(call);
    }
  }

  private void read(Call call, BlobName name, Answer answer) throws IOException {
    switch (call.operation()) {
      case GET_BLOB -> reads.get(call, name, answer);
      case HEAD_BLOB -> reads.head(call, name, answer);
      case GET_METADATA -> reads.metadata(call, name, answer);
      case GET_BLOCK_LIST -> reads.blockList(call, name, answer);
      default -> throw misrouted(call);
    }
  }

  private void write(Call call, BlobName name, Guard allowed, Instant now, Answer answer)
      throws IOException {
    switch (call.operation()) {
      case PUT_BLOB -> writes.put(call, name, allowed, now, answer);
      case PUT_BLOCK -> writes.block(call, name, now, answer);
      case PUT_BLOCK_LIST -> writes.blockList(call, name, allowed, now, answer);
      case APPEND_BLOCK -> writes.append(call, name, now, answer);
      case SET_METADATA -> writes.metadata(call, name, now, answer);
      case SET_CONTENT -> writes.content(call, name, now, answer);
      case DELETE_BLOB -> writes.delete(call, name, answer);
      default -> throw misrouted(call);
    }
  }

  private static IllegalStateException misrouted(Call call) {
    return new IllegalStateException("%s is not for %s".formatted(call.operation(), call.target()));
  }
}
