package dev.mooring.tunnel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where agents dial in: TLS 1.3, a client certificate of our CA, then HTTP/2 with the roles
 * reversed. Thread-safe.
 */
public final class TunnelGateway implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int MOST_LOOPS = 4;

  private final EventLoopGroup loops;
  private final Reception reception;
  private final List<Channel> doors;

  private TunnelGateway(EventLoopGroup loops, Reception reception, List<Channel> doors) {
    this.loops = loops;
    this.reception = reception;
    this.doors = List.copyOf(doors);
  }

  /**
   * Listens on each of the addresses.
   *
   * @param addresses port 0 takes any free one
   * @throws TunnelException when the credentials cannot be used or an address is taken
   */
  public static TunnelGateway start(
      List<InetSocketAddress> addresses, TlsIdentity identity, Arrivals arrivals) {
    return start(addresses, identity, arrivals, Pace.USUAL);
  }

  static TunnelGateway start(
      List<InetSocketAddress> addresses, TlsIdentity identity, Arrivals arrivals, Pace pace) {
    var reception = new Reception(Tls.gateway(identity), arrivals, pace);
    var loops =
        new MultiThreadIoEventLoopGroup(
            Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("tunnel-gateway", true),
            NioIoHandler.newFactory());
    var doors = new ArrayList<Channel>();
    try {
      for (var address : addresses) {
        doors.add(listen(address, loops, reception));
      }
      return new TunnelGateway(loops, reception, doors);
    } catch (TunnelException taken) {
      new TunnelGateway(loops, reception, doors).close();
      throw taken;
    }
  }

  private static Channel listen(
      InetSocketAddress address, EventLoopGroup loops, Reception reception) {
    var binding =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  public void initChannel(Channel connection) {
                    reception.receive(connection);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new TunnelException(
          "AddressInUse",
          "The tunnel gateway cannot listen on " + address + ": " + binding.cause().getMessage(),
          "end what listens there or choose another address",
          binding.cause());
    }
    return binding.channel();
  }

  /**
   * Meets the agents that dial from now on with other credentials; those that are here stay.
   *
   * @throws TunnelException when the credentials cannot be used
   */
  public void renew(TlsIdentity identity) {
    reception.renew(Tls.gateway(identity));
  }

  /** Where it listens, in the order given to {@link #start}. */
  public List<InetSocketAddress> addresses() {
    return doors.stream().map(door -> (InetSocketAddress) door.localAddress()).toList();
  }

  /** Says goodbye to all agents; returns when each has left. */
  @Override
  public void close() {
    doors.forEach(door -> door.close().awaitUninterruptibly());
    reception.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
