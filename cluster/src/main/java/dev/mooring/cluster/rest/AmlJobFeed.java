package dev.mooring.cluster.rest;

import dev.mooring.cluster.Informers;
import dev.mooring.crd.AmlJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Optional;

/**
 * The AmlJobs of all namespaces, told to a listener. Thread-safe.
 *
 * <p>The informer's events come on a thread of their own, some of them after the first list is
 * there. So that the listener knows all jobs before anybody asks it, the list is told here too; an
 * event then only says which job to look at, and what is told is the informer's newest of it.
 */
final class AmlJobFeed implements AgentCluster.Following {
  private final SharedIndexInformer<AmlJob> informer;

  private AmlJobFeed(SharedIndexInformer<AmlJob> informer) {
    this.informer = informer;
  }

  static AmlJobFeed start(KubernetesClient client, JobListener listener)
      throws InterruptedException {
    var teller = new Teller(listener);
    var informer = Informers.start(client.resources(AmlJob.class).inAnyNamespace(), teller);
    teller.know(informer);
    return new AmlJobFeed(informer);
  }

  @Override
  public boolean isHealthy() {
    return informer.isWatching();
  }

  @Override
  public void close() {
    informer.close();
  }

  /** Looks and tells in one step, so that two tellers never swap what they saw. */
  private static final class Teller implements ResourceEventHandler<AmlJob> {
    private final JobListener listener;
    private Optional<SharedIndexInformer<AmlJob>> known = Optional.empty();

    Teller(JobListener listener) {
      this.listener = listener;
    }

    /** Events from before are covered by the list. */
    synchronized void know(SharedIndexInformer<AmlJob> informer) {
      known = Optional.of(informer);
      informer.getStore().list().forEach(listener::changed);
    }

    @Override
    public void onAdd(AmlJob added) {
      tell(added);
    }

    @Override
    public void onUpdate(AmlJob before, AmlJob after) {
      if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
        // Deleted and made again while the watch was broken.
        onDelete(before, false);
      }
      tell(after);
    }

    @Override
    public synchronized void onDelete(AmlJob deleted, boolean unknown) {
      if (known.isPresent()) {
        listener.gone(deleted);
      }
    }

    private synchronized void tell(AmlJob job) {
      known
          .map(informer -> informer.getStore().getByKey(Cache.metaNamespaceKeyFunc(job)))
          .ifPresent(listener::changed);
    }
  }
}
