package dev.mooring.controlplane.agents;

import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.PodView;
import dev.mooring.api.agent.WatchEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An endless watch; read by one thread. */
final class WatchBody extends InputStream {
  private final FakeAgent agent;
  private Optional<List<PodView>> pods = Optional.empty();
  private int next;
  private byte[] lines;
  private int at;

  WatchBody(FakeAgent agent, List<WatchEvent> first, int next) throws IOException {
    this.agent = agent;
    this.next = next;
    this.lines = write(withNews(first));
  }

  private static byte[] write(List<WatchEvent> events) throws IOException {
    var text = new StringBuilder();
    for (var event : events) {
      text.append(AgentJson.MAPPER.writerFor(WatchEvent.class).writeValueAsString(event))
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Before them, how the agent's pods are, if that has not been told. */
  private List<WatchEvent> withNews(List<WatchEvent> events) {
    var now = agent.pods();
    if (now.equals(pods)) {
      return events;
    }
    pods = now;
    var all = new ArrayList<WatchEvent>();
    now.map(WatchEvent.Pods::new).ifPresent(all::add);
    all.addAll(events);
    return all;
  }

  private void fill() throws IOException {
    while (at == lines.length) {
      try {
        var events = agent.after(next);
        next += (int) events.stream().filter(WatchEvent.Job.class::isInstance).count();
        lines = write(withNews(events));
        at = 0;
      } catch (InterruptedException over) {
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  @Override
  public int read() throws IOException {
    fill();
    return lines[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    fill();
    var count = Math.min(length, lines.length - at);
    System.arraycopy(lines, at, into, offset, count);
    at += count;
    return count;
  }
}
