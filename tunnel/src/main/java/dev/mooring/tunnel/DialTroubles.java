package dev.mooring.tunnel;

import dev.mooring.tunnel.Connections.Farewell;
import dev.mooring.tunnel.LinkEvents.Ending;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Tells apart why an agent has no link, and what to do about it.
 *
 * @param address host and port that are dialled
 */
record DialTroubles(String address) {

  Trouble credentials(RuntimeException failed) {
    return switch (failed) {
      case TunnelException invalid ->
          new Trouble(invalid.code(), invalid.problem(), sentence(invalid.nextStep()));
      default ->
          new Trouble(
              "CredentialsUnreadable",
              "The agent's TLS files cannot be read: " + failed.getMessage(),
              "Attach the cluster again, which makes new ones");
    };
  }

  private static String sentence(String step) {
    return Character.toUpperCase(step.charAt(0)) + step.substring(1);
  }

  Trouble unresolved() {
    return new Trouble(
        "NameNotResolved",
        "The name in " + address + " is not known to DNS here",
        "Make the cluster's DNS resolve it, or register the cluster with an address it can reach");
  }

  /** No TCP connection. */
  Trouble unreached(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ ->
          new Trouble(
              "ConnectTimeout",
              address + " does not answer",
              "Check the firewall and the route from the cluster to the control plane");
      case ConnectException refused when isRefused(refused) ->
          new Trouble(
              "ConnectionRefused",
              "Nothing listens at " + address,
              "Start the control plane, or correct the address of its relay");
      default ->
          new Trouble(
              "Unreachable",
              address + " cannot be reached: " + cause.getMessage(),
              "Check the network from the cluster to the control plane");
    };
  }

  private static boolean isRefused(ConnectException refused) {
    return String.valueOf(refused.getMessage()).contains("refused");
  }

  /** No TLS. */
  Trouble handshake(Throwable cause) {
    if (anywhere(cause, DialTroubles::isOutOfDate)) {
      return new Trouble(
          "GatewayCertificateExpired",
          "The certificate of " + address + " is not valid at this time: " + deepest(cause),
          "Renew the control plane's certificate by restarting it, and check the clocks of both");
    }
    if (anywhere(cause, CertPathValidatorException.class::isInstance)
        || anywhere(cause, link -> String.valueOf(link.getMessage()).contains("path building"))) {
      return new Trouble(
          "GatewayNotTrusted",
          "The certificate of " + address + " is not signed by the authority of this agent",
          "If the name leads to the right machine, attach the cluster again");
    }
    if (anywhere(cause, CertificateException.class::isInstance)) {
      return new Trouble(
          "GatewayNameMismatch",
          "The certificate of " + address + " is for another name: " + deepest(cause),
          "Dial the name that the control plane has its certificate for");
    }
    return handshakeBroken(cause);
  }

  private Trouble handshakeBroken(Throwable cause) {
    return switch (cause) {
      case SslHandshakeTimeoutException _ ->
          new Trouble(
              "HandshakeTimeout",
              address + " accepts connections and then does not answer",
              "Check that a control plane listens there, and that nothing between delays it");
      case NotSslRecordException _ ->
          new Trouble(
              "NotTls",
              address + " does not speak TLS",
              "Dial the port of the control plane's relay");
      case SSLException refused ->
          new Trouble(
              "TlsRefused",
              "No TLS with " + address + ": " + refused.getMessage(),
              "Check that the control plane's relay listens there, not another server");
      default ->
          new Trouble(
              "HandshakeCut",
              address + " closed the connection in the TLS handshake: " + cause.getMessage(),
              "Check that the control plane's relay listens there, and what stands between");
    };
  }

  /** TLS, and then no HTTP/2. With TLS 1.3 a client learns only then that it is refused. */
  Trouble notAdmitted(Ending ending) {
    if (ending instanceof Ending.Failed(var cause)) {
      var alert = first(cause, SSLException.class::isInstance);
      if (alert.isPresent()) {
        return new Trouble(
            "AgentCertificateRefused",
            address + " does not accept this agent's certificate: " + alert.get().getMessage(),
            "Attach the cluster again, which makes a new certificate");
      }
    }
    return new Trouble(
        "AgentNotAdmitted",
        address + " closed the connection after the handshake: it does not know this agent",
        "Attach the cluster again; the control plane's log says whom it refused");
  }

  Trouble mute() {
    return new Trouble(
        "GatewaySilent",
        address + " has not answered since the handshake",
        "See the control plane's log; it may not reach its database");
  }

  /** A link that was up and is not any more. */
  Trouble lost(Ending ending) {
    return switch (ending) {
      case Ending.Silent() ->
          new Trouble(
              "LinkSilent",
              "Nothing came from " + address + " for too long",
              "None is needed if this passes; else check the network and the control plane");
      case Ending.Farewell(var reason) when reason.equals(Farewell.REPLACED.name()) ->
          new Trouble(
              "LinkReplaced",
              "Another connection with this agent's certificate took over",
              "Run one relay-server only; if there is one, attach the cluster again");
      case Ending.Farewell(var reason) ->
          new Trouble(
              "GatewayClosed",
              address + " said goodbye: " + reason,
              "None is needed if the control plane restarts");
      case Ending.Failed(var cause) ->
          new Trouble(
              "LinkLost",
              "The connection to " + address + " broke: " + deepest(cause),
              "None is needed if this passes; else check the network between");
      case Ending.Unknown() ->
          new Trouble(
              "LinkLost",
              address + " closed the connection",
              "None is needed if the control plane restarts; else see its log");
    };
  }

  private static boolean isOutOfDate(Throwable cause) {
    return cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException
        || (cause instanceof CertPathValidatorException path
            && (path.getReason() == BasicReason.EXPIRED
                || path.getReason() == BasicReason.NOT_YET_VALID));
  }

  private static boolean anywhere(Throwable cause, Predicate<Throwable> sought) {
    return first(cause, sought).isPresent();
  }

  private static Optional<Throwable> first(Throwable cause, Predicate<Throwable> sought) {
    return chain(cause).filter(sought).findFirst();
  }

  private static String deepest(Throwable cause) {
    return String.valueOf(chain(cause).reduce(cause, (_, deeper) -> deeper).getMessage());
  }

  private static Stream<Throwable> chain(Throwable cause) {
    return Stream.iterate(cause, Objects::nonNull, Throwable::getCause).limit(20);
  }
}
