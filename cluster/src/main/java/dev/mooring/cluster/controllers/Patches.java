package dev.mooring.cluster.controllers;

import dev.mooring.cluster.StatusPatch;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Queue;
import dev.mooring.crd.QueueStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the controllers write of statuses. */
final class Patches {
  private Patches() {}

  static StatusPatch of(SeenGroup group, GroupState next) {
    var status = new HashMap<String, @Nullable Object>();
    if (next.phase() != null) {
      status.put("phase", next.phase());
    }
    status.put("running", next.running());
    status.put("succeeded", next.succeeded());
    status.put("failed", next.failed());
    var object =
        new ObjectMetaBuilder()
            .withNamespace(group.namespace())
            .withName(group.name())
            .withResourceVersion(group.version())
            .build();
    return new StatusPatch(PodGroup.class, object, status);
  }

  static StatusPatch of(SeenQueue queue, QueueFigures next) {
    var status = new HashMap<String, @Nullable Object>();
    status.put("state", next.state());
    status.put("pending", next.gangs().pending());
    status.put("inqueue", next.gangs().inqueue());
    status.put("running", next.gangs().running());
    status.put("unknown", next.gangs().unknown());
    status.put("completed", next.gangs().completed());
    status.put("allocated", allocated(queue.status(), next));
    var object = new ObjectMetaBuilder().withName(queue.name()).withUid(queue.uid()).build();
    return new StatusPatch(Queue.class, object, status);
  }

  /** What is held no longer is null, which takes it out. */
  private static Map<String, @Nullable Object> allocated(QueueStatus before, QueueFigures next) {
    var patch = new HashMap<String, @Nullable Object>();
    before.allocated().keySet().forEach(name -> patch.put(name, null));
    patch.putAll(next.allocated());
    return patch;
  }
}
