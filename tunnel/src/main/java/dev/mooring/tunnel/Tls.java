package dev.mooring.tunnel;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** TLS 1.3 with certificates on both ends, for HTTP/2 only. */
final class Tls {
  private Tls() {}

  static SslContext gateway(TlsIdentity identity) {
    try {
      return common(
          SslContextBuilder.forServer(
                  Pem.key(identity.privateKey()), Pem.certificates(identity.certificateChain()))
              .clientAuth(ClientAuth.REQUIRE),
          identity);
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException invalid) {
      throw unusable(invalid);
    }
  }

  static SslContext agent(TlsIdentity identity) {
    try {
      return common(
          SslContextBuilder.forClient()
              .keyManager(
                  Pem.key(identity.privateKey()), Pem.certificates(identity.certificateChain()))
              .endpointIdentificationAlgorithm("HTTPS"),
          identity);
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException invalid) {
      throw unusable(invalid);
    }
  }

  private static SslContext common(SslContextBuilder builder, TlsIdentity identity)
      throws SSLException, GeneralSecurityException {
    return builder
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3")
        .trustManager(Pem.certificates(identity.trusted()))
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.FATAL_ALERT,
                SelectedListenerFailureBehavior.FATAL_ALERT,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }

  private static TunnelException unusable(Exception invalid) {
    return new TunnelException(
        "CredentialsInvalid",
        "The TLS certificate, key or authority cannot be used: " + invalid.getMessage(),
        "give a PEM certificate chain, its PKCS#8 key and the authority's PEM certificate",
        invalid);
  }
}
