package dev.mooring.cli.rest;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Sends requests, and sends one again when nobody answered it or the answer was to come later: all
 * that this module sends may arrive twice. Thread-safe.
 */
final class Http implements AutoCloseable {
  /** A platform that never answered is likely not there; one that did comes back. */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int LONGEST_CHAIN = 20;

  private final HttpClient client;
  private volatile boolean reached;

  Http(Path authorities) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(Trust.of(authorities))
            .build();
  }

  <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    var end = Instant.now().plus(reached ? PATIENCE : FIRST_PATIENCE);
    while (true) {
      try {
        var response = client.send(request, handler);
        reached = true;
        if (!busy(response.statusCode()) || Instant.now().isAfter(end)) {
          return response;
        }
      } catch (IOException e) {
        if (isDistrust(e)) {
          throw untrusted(request.uri(), e);
        }
        if (unresolved(e) || Instant.now().isAfter(end)) {
          throw unreachable(request.uri(), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ProblemException.failed(
            "Interrupted", "The command was stopped while it waited for an answer", "");
      }
      pause(PAUSE);
    }
  }

  private static boolean busy(int status) {
    return status == 429 || status == 503;
  }

  /** A handshake also fails when the platform is killed in the middle of it; that passes. */
  private static boolean isDistrust(IOException e) {
    return e instanceof SSLException
        && Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
            .limit(LONGEST_CHAIN)
            .anyMatch(cause ->
                cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException);
  }

  private static boolean unresolved(IOException e) {
    return e instanceof UnknownHostException
        || (e instanceof ConnectException && e.getCause() instanceof UnresolvedAddressException)
        || (e.getCause() instanceof ConnectException refused
            && refused.getCause() instanceof UnresolvedAddressException);
  }

  private static ProblemException unreachable(URI uri, IOException e) {
    var problem =
        unresolved(e)
            ? ProblemException.failed(
                "UnknownHost",
                "This machine does not know the name '%s'".formatted(uri.getHost()),
                "./moor up gives this machine the platform's names; elsewhere put them into /etc/hosts")
            : ProblemException.failed(
                "Unreachable",
                "The platform does not answer at %s://%s (%s)"
                    .formatted(uri.getScheme(), uri.getAuthority(), e),
                "./moor status says what is wrong with it, ./moor up repairs it");
    problem.initCause(e);
    return problem;
  }

  private static ProblemException untrusted(URI uri, IOException e) {
    var problem =
        ProblemException.failed(
            "Untrusted",
            "What answers at %s cannot be trusted (%s)"
                .formatted(uri.getAuthority(), e.getMessage()),
            "eval \"$(./moor env)\" names the platform's certificates of today");
    problem.initCause(e);
    return problem;
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.failed("Interrupted", "The command was stopped while it waited", "");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
