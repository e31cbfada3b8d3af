package dev.mooring.cluster.controllers;

import dev.mooring.crd.QueueStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON merge patches (RFC 7396) of statuses that others write too: what is not named stays. */
final class Patches {
  private Patches() {}

  static String of(SeenGroup group, GroupState next) {
    var status = new HashMap<String, @Nullable Object>();
    if (next.phase() != null) {
      status.put("phase", next.phase());
    }
    status.put("running", next.running());
    status.put("succeeded", next.succeeded());
    status.put("failed", next.failed());
    return Serialization.asJson(
        Map.of("metadata", Map.of("resourceVersion", group.version()), "status", status));
  }

  static String of(SeenQueue queue, QueueFigures next) {
    var status = new HashMap<String, @Nullable Object>();
    status.put("state", next.state());
    status.put("pending", next.gangs().pending());
    status.put("inqueue", next.gangs().inqueue());
    status.put("running", next.gangs().running());
    status.put("unknown", next.gangs().unknown());
    status.put("completed", next.gangs().completed());
    status.put("allocated", allocated(queue.status(), next));
    return Serialization.asJson(Map.of("metadata", Map.of("uid", queue.uid()), "status", status));
  }

  /** What is held no longer is null, which takes it out. */
  private static Map<String, @Nullable Object> allocated(QueueStatus before, QueueFigures next) {
    var patch = new HashMap<String, @Nullable Object>();
    before.allocated().keySet().forEach(name -> patch.put(name, null));
    patch.putAll(next.allocated());
    return patch;
  }
}
