package dev.mooring.agent.rest;

import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.JobReport;
import dev.mooring.api.agent.PodView;
import dev.mooring.api.agent.WatchEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A reader of the watch as the control plane is one: it keeps what it heard and its cursor. */
final class Reader {
  private final Served api;
  private final Map<String, JobReport.Phase> known = new HashMap<>();
  private final List<WatchEvent> heard = new ArrayList<>();
  private List<PodView> pods = List.of();
  private Set<String> listed = new HashSet<>();
  private boolean listing;
  private String cursor = "";

  Reader(Served api) {
    this.api = api;
  }

  /**
   * Reads so many events beside those of the pods, or fewer if a heartbeat says that there are no
   * more, and leaves.
   */
  void read(int most) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(api.watch(cursor), StandardCharsets.UTF_8))) {
      for (var left = most; left > 0; ) {
        var event = AgentJson.MAPPER.readValue(lines.readLine(), WatchEvent.class);
        left -= event instanceof WatchEvent.Pods ? 0 : 1;
        heard.add(event);
        if (!hear(event)) {
          return;
        }
      }
    }
  }

  private boolean hear(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Heartbeat beat -> false;
      case WatchEvent.Pods(var now) -> {
        pods = now;
        yield true;
      }
      case WatchEvent.Reset(var next) -> {
        cursor = next;
        listing = true;
        listed = new HashSet<>();
        yield true;
      }
      case WatchEvent.Job job -> {
        cursor = job.cursor();
        listed.add(job.uid());
        if (job.gone()) {
          known.remove(job.uid());
        } else {
          known.put(job.uid(), job.report().phase());
        }
        yield true;
      }
      case WatchEvent.Synced(var next) -> {
        cursor = next;
        if (listing) {
          known.keySet().retainAll(listed);
        }
        listing = false;
        yield true;
      }
    };
  }

  Map<String, JobReport.Phase> known() {
    return Map.copyOf(known);
  }

  List<PodView> pods() {
    return pods;
  }

  List<WatchEvent> heard() {
    return List.copyOf(heard);
  }

  String cursor() {
    return cursor;
  }
}
