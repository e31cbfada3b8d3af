package dev.mooring.controlplane.agents;

import dev.mooring.api.Problem;
import dev.mooring.api.agent.AgentJob;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.JobReport;
import dev.mooring.api.agent.JobReport.Phase;
import dev.mooring.api.agent.PodView;
import dev.mooring.api.agent.WatchEvent;
import dev.mooring.tunnel.TunnelHandler;
import dev.mooring.tunnel.TunnelRequest;
import dev.mooring.tunnel.TunnelResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster with its rest-server, in memory: jobs by path, and a log of what happened to them.
 * Thread-safe.
 */
public final class FakeAgent implements TunnelHandler {
  private static final String EPOCH = "e1.";

  private final Map<String, Entry> jobs = new LinkedHashMap<>();
  private final List<String> created = new ArrayList<>();
  private final List<WatchEvent.Job> log = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  /** Cursors below it are not known any more. */
  private int oldest;

  /** Empty when it is of a version that does not tell of them. */
  private Optional<List<PodView>> pods = Optional.empty();

  private int status;
  private boolean dies;

  private record Entry(String namespace, String name, AgentJob job, JobReport report) {}

  @Override
  public synchronized TunnelResponse handle(TunnelRequest request) throws IOException {
    calls.add(request.method() + " " + request.path());
    if (status != 0) {
      return answer(
          status, "{\"error\":{\"code\":\"Trouble\",\"message\":\"m\",\"nextStep\":\"n\"}}");
    }
    if (request.path().startsWith("/v1/watch")) {
      return watch(request.path().substring(request.path().indexOf('=') + 1));
    }
    var path = request.path().replaceFirst("/cancel$", "");
    return switch (request.method()) {
      case "PUT" -> put(path, AgentJson.MAPPER.readValue(request.body(), AgentJob.class));
      case "POST" -> cancel(path);
      case "DELETE" -> delete(path);
      case "GET" -> get(path);
      default -> answer(405, "");
    };
  }

  private TunnelResponse put(String path, AgentJob job) throws IOException {
    var there = jobs.get(path);
    if (there == null) {
      created.add(path);
      var parts = path.split("/", -1);
      jobs.put(path, new Entry(parts[3], parts[5], job, report(Phase.PREPARING, false)));
      tell(path, false);
      return launched(path, 201);
    }
    return there.job().spec().equals(job.spec())
        ? launched(path, 200)
        : answer(
            409,
            "{\"error\":{\"code\":\"JobDiffers\",\"message\":\"another\",\"nextStep\":\"n\"}}");
  }

  private TunnelResponse launched(String path, int answered) throws IOException {
    if (dies) {
      dies = false;
      throw new IOException("rest-server died in the middle");
    }
    if (!isLaunched(path)) {
      become(path, Phase.PREPARING);
    }
    return answer(answered, "{}");
  }

  private TunnelResponse cancel(String path) throws IOException {
    var there = jobs.get(path);
    if (there == null) {
      return missing();
    }
    if (!there.report().phase().ended()) {
      become(path, Phase.CANCELED);
    }
    return answer(202, "{}");
  }

  private TunnelResponse delete(String path) {
    if (jobs.containsKey(path)) {
      tell(path, true);
      jobs.remove(path);
    }
    return answer(204, "");
  }

  private TunnelResponse get(String path) throws IOException {
    var there = jobs.get(path);
    return there == null
        ? missing()
        : answer(200, AgentJson.MAPPER.writeValueAsString(there.report()));
  }

  private static TunnelResponse missing() {
    return answer(
        404, "{\"error\":{\"code\":\"JobNotFound\",\"message\":\"gone\",\"nextStep\":\"n\"}}");
  }

  private static TunnelResponse answer(int status, String body) {
    return new TunnelResponse(
        status, Map.of(), new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static JobReport report(Phase phase, boolean launched) {
    return new JobReport(
        launched,
        phase,
        phase == Phase.QUEUED
            ? Optional.of(new Problem("NoSeats", "none is free", "Wait"))
            : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        phase == Phase.COMPLETED ? Optional.of(0) : Optional.empty());
  }

  private void tell(String path, boolean gone) {
    var entry = jobs.get(path);
    if (entry != null) {
      log.add(event(entry, EPOCH + (log.size() + 1), gone));
      notifyAll();
    }
  }

  private static WatchEvent.Job event(Entry entry, String cursor, boolean gone) {
    return new WatchEvent.Job(
        cursor, entry.job().id(), entry.namespace(), entry.name(), "uid", gone, entry.report());
  }

  private TunnelResponse watch(String cursor) throws IOException {
    var known = cursor.startsWith(EPOCH);
    var from = known ? Integer.parseInt(cursor.substring(EPOCH.length())) : 0;
    var first = new ArrayList<WatchEvent>();
    if (!known || from < oldest) {
      from = log.size();
      var now = EPOCH + from;
      first.add(new WatchEvent.Reset(now));
      jobs.values().forEach(entry -> first.add(event(entry, now, false)));
      first.add(new WatchEvent.Synced(now));
    }
    return new TunnelResponse(200, Map.of(), new WatchBody(this, first, from));
  }

  /** What happened after an event of the log; waits a moment if nothing did. */
  synchronized List<WatchEvent> after(int from) throws InterruptedException {
    var until = System.nanoTime() + 20_000_000;
    while (log.size() <= from && System.nanoTime() < until) {
      wait(5);
    }
    return log.size() <= from
        ? List.of(new WatchEvent.Heartbeat())
        : List.copyOf(log.subList(from, log.size()));
  }

  /** Everything that is told from the log, from an event on. */
  public synchronized List<WatchEvent.Job> told(int from) {
    return List.copyOf(log.subList(from, log.size()));
  }

  /** The list that a reset tells. */
  public synchronized List<WatchEvent.Job> listed() {
    return jobs.values().stream().map(entry -> event(entry, EPOCH + log.size(), false)).toList();
  }

  public synchronized void become(String path, Phase phase) {
    jobs.computeIfPresent(
        path, (key, was) -> new Entry(was.namespace(), was.name(), was.job(), report(phase, true)));
    tell(path, false);
  }

  /** It dies while it takes the next job. */
  public synchronized void dieInPut() {
    dies = true;
  }

  /** Whether the job can go on. */
  public synchronized boolean isLaunched(String path) {
    return Optional.ofNullable(jobs.get(path))
        .filter(entry -> entry.report().launched())
        .isPresent();
  }

  /** Its own pods. */
  public synchronized void hasPods(PodView... now) {
    pods = Optional.of(List.of(now));
    notifyAll();
  }

  synchronized Optional<List<PodView>> pods() {
    return pods;
  }

  /** A job goes, and nobody is told. */
  public synchronized void lose(String path) {
    jobs.remove(path);
  }

  /** Whoever resumes from before now has missed something. */
  public synchronized void forgetLog() {
    oldest = log.size() + 1;
  }

  /** Answers all with this from now on; 0 for as usual. */
  public synchronized void answerAll(int next) {
    status = next;
  }

  public synchronized List<String> created() {
    return List.copyOf(created);
  }

  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  public synchronized Optional<AgentJob> job(String path) {
    return Optional.ofNullable(jobs.get(path)).map(Entry::job);
  }

  public synchronized Optional<Phase> phase(String path) {
    return Optional.ofNullable(jobs.get(path)).map(entry -> entry.report().phase());
  }
}
