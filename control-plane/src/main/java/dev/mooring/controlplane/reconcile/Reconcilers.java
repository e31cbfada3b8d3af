package dev.mooring.controlplane.reconcile;

import dev.mooring.controlplane.agents.AgentTunnels;
import dev.mooring.controlplane.agents.JobDrafts;
import dev.mooring.controlplane.agents.Patience;
import dev.mooring.controlplane.arm.Removal;
import dev.mooring.controlplane.attach.AgentSettings;
import dev.mooring.controlplane.attach.AgentTasks;
import dev.mooring.controlplane.attach.AttachTimes;
import dev.mooring.controlplane.attach.ClientCertificates;
import dev.mooring.controlplane.attach.ClusterSite;
import dev.mooring.controlplane.attach.ComputeTasks;
import dev.mooring.controlplane.jobs.JobTasks;
import dev.mooring.controlplane.jobs.LaunchSettings;
import dev.mooring.controlplane.jobs.SasSource;
import dev.mooring.controlplane.work.Pace;
import dev.mooring.controlplane.work.WorkLoop;
import dev.mooring.store.Store;
import dev.mooring.tunnel.Tunnel;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The reconcilers and the agents' tunnels of one replica. Thread-safe. */
public final class Reconcilers implements AutoCloseable {
  private final AgentTunnels tunnels;
  private final Gateway.Listening gateway;
  private final WorkLoop loop;

  private Reconcilers(AgentTunnels tunnels, Gateway.Listening gateway, WorkLoop loop) {
    this.tunnels = tunnels;
    this.gateway = gateway;
    this.loop = loop;
  }

  /** What they are made of. */
  public record Parts(
      Store store,
      ClientCertificates certificates,
      ClusterSite.Opener sites,
      SasSource sas,
      Gateway gateway,
      AgentSettings agent,
      LaunchSettings launch,
      InstantSource clock) {}

  /** Where agents dial in. */
  @FunctionalInterface
  public interface Gateway {
    /** Listens, and tells of the agents that come and go. */
    Listening open(AgentTunnels arrivals);

    /** Closed at the end. */
    @FunctionalInterface
    interface Listening extends AutoCloseable {
      @Override
      void close();
    }
  }

  public static Reconcilers start(Parts parts) {
    var store = parts.store();
    var clock = parts.clock();
    var times = AttachTimes.NORMAL;
    var tunnels = new AgentTunnels(store, clock, Patience.NORMAL);
    var gateway = parts.gateway().open(tunnels);
    var loop =
        WorkLoop.start(
            store.tasks(),
            Map.of(
                Removal.TASK,
                new Removal(store),
                ComputeTasks.TASK,
                new ComputeTasks(store, times, clock),
                AgentTasks.TASK,
                new AgentTasks(
                    store, parts.sites(), parts.certificates(), parts.agent(), times, clock),
                JobDrafts.TASK,
                new JobTasks(store, tunnels::of, parts.sas(), parts.launch(), clock)),
            tunnels::agents,
            Pace.NORMAL);
    return new Reconcilers(tunnels, gateway, loop);
  }

  /** An agent's tunnel, if it is here; for questions about nodes, pods and logs. */
  public Optional<Tunnel> tunnel(String agent) {
    return tunnels.of(agent);
  }

  /** Stops working first, so that nothing is under way when the tunnels close. */
  @Override
  public void close() {
    loop.close();
    tunnels.close();
    gateway.close();
  }
}
