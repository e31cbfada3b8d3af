package dev.mooring.controlplane.arm;

import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.http.Site;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.store.Store;
import java.util.List;
import java.util.stream.Stream;

/** All resources. */
public final class Arm {
  private Arm() {}

  public static List<Route> routes(Store store, Storage storage, Site site) {
    return Stream.of(
            new Metadata(site).routes(),
            new Operations(store.resources()).routes(),
            new Groups(store).routes(),
            new ManagedClusters(store).routes(),
            new Workspaces(store, storage, site).routes(),
            new Computes(store).routes(),
            new Datastores(store, storage, site).routes(),
            new Codes(store, storage).routes(),
            new Environments(store).routes(),
            new Jobs(store).routes(),
            new History(store, storage).routes())
        .flatMap(List::stream)
        .toList();
  }
}
