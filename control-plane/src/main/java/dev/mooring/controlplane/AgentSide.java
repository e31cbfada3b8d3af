package dev.mooring.controlplane;

import dev.mooring.controlplane.agents.AgentTunnels;
import dev.mooring.controlplane.attach.AgentSettings;
import dev.mooring.controlplane.attach.ClientCertificates;
import dev.mooring.controlplane.attach.KubernetesSite;
import dev.mooring.controlplane.jobs.LaunchSettings;
import dev.mooring.controlplane.jobs.SasSource;
import dev.mooring.controlplane.reconcile.Reconcilers;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.controlplane.tls.Authority;
import dev.mooring.controlplane.tls.Issued;
import dev.mooring.controlplane.tls.ServerCertificate;
import dev.mooring.store.Store;
import dev.mooring.tunnel.Arrivals;
import dev.mooring.tunnel.TlsIdentity;
import dev.mooring.tunnel.Tunnel;
import dev.mooring.tunnel.TunnelGateway;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/** Starts what works towards the clusters: the reconcilers, and the gateway that agents dial. */
final class AgentSide {
  private AgentSide() {}

  static Reconcilers start(
      Settings settings,
      Store store,
      Authority authority,
      ServerCertificate server,
      Storage storage) {
    var network = settings.network();
    var parts = settings.agent();
    return Reconcilers.start(
        new Reconcilers.Parts(
            store,
            certificates(authority),
            KubernetesSite::open,
            signatures(storage),
            tunnels -> gateway(network, authority.pem(), server, tunnels)::close,
            new AgentSettings(
                parts.image(),
                parts.launcherImage(),
                parts.chart(),
                "relay." + network.site().domain(),
                network.relayPort(),
                authority.pem()),
            new LaunchSettings(parts.launcherImage(), authority.pem()),
            InstantSource.system()));
  }

  private static ClientCertificates certificates(Authority authority) {
    return agent -> {
      var issued = authority.issueClient(agent);
      return new ClientCertificates.Issued(
          issued.certificatePem(), issued.keyPem(), issued.sha256());
    };
  }

  private static SasSource signatures(Storage storage) {
    return (place, permissions, validity) ->
        storage
            .open(place.account(), place.container(), place.path(), permissions, validity)
            .toString();
  }

  private static TunnelGateway gateway(
      Settings.Network network, String trusted, ServerCertificate server, AgentTunnels tunnels) {
    var addresses =
        network.bind().stream()
            .map(address -> new InetSocketAddress(address, network.relayPort()))
            .toList();
    var first = identity(server.current(), trusted);
    var gateway = TunnelGateway.start(addresses, first, new Doorman(tunnels));
    server.serve(next -> gateway.renew(identity(next, trusted)));
    return gateway;
  }

  private static TlsIdentity identity(Issued server, String trusted) {
    return new TlsIdentity(server.certificatePem(), server.keyPem(), trusted);
  }

  private record Doorman(AgentTunnels tunnels) implements Arrivals {
    @Override
    public boolean admit(String agent, String certificateSha256) {
      return tunnels.admit(agent, certificateSha256);
    }

    @Override
    public void arrived(Tunnel tunnel) {
      tunnels.arrived(tunnel);
    }

    @Override
    public void left(Tunnel tunnel) {
      tunnels.left(tunnel);
    }
  }
}
