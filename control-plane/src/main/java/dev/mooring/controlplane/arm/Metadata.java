package dev.mooring.controlplane.arm;

import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.http.Site;
import java.util.List;

/** Tells the SDKs that this is a cloud of its own, and where its parts are. */
final class Metadata {
  private final Site site;

  Metadata(Site site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(Route.open("GET", "/metadata/endpoints", this::endpoints));
  }

  /** The SDK takes the entry whose resourceManager is a part of the address it asked. */
  private Reply endpoints(Request request) {
    var root = site.base() + "/";
    var clouds = Json.array();
    var cloud =
        clouds.addObject().put("name", "Mooring").put("portal", root).put("resourceManager", root);
    cloud
        .putObject("authentication")
        .put("loginEndpoint", site.issuer())
        .put("tenant", "adfs")
        .put("identityProvider", "ADFS")
        .putArray("audiences")
        .add(root)
        .add(site.base());
    cloud.putObject("suffixes").put("storage", site.storageSuffix());
    return Reply.ok(clouds);
  }
}
