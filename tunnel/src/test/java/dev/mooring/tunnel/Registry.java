package dev.mooring.tunnel;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes note of who arrives and leaves. */
final class Registry implements Arrivals {
  final Set<String> unwelcome = ConcurrentHashMap.newKeySet();
  final List<String> hashes = new CopyOnWriteArrayList<>();
  final List<Tunnel> arrived = new CopyOnWriteArrayList<>();
  final List<Tunnel> left = new CopyOnWriteArrayList<>();

  @Override
  public boolean admit(String agent, String certificateSha256) {
    hashes.add(certificateSha256);
    return !unwelcome.contains(agent);
  }

  @Override
  public void arrived(Tunnel tunnel) {
    arrived.add(tunnel);
  }

  @Override
  public void left(Tunnel tunnel) {
    left.add(tunnel);
  }

  /** The tunnel that came as number {@code index}, from 0. */
  Tunnel tunnel(int index) {
    if (arrived.size() <= index) {
      await().until(() -> arrived.size() > index);
    }
    return arrived.get(index);
  }
}
