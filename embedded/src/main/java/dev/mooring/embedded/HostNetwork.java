package dev.mooring.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.embedded.config.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The cluster's bridges, routes, namespaces and nft table on this machine. Stateless. */
final class HostNetwork {
  private HostNetwork() {}

  static Path namespace(Layout.Node node) {
    return Path.of("/run/netns", node.name());
  }

  /** Brings everything between the nodes to what the layout says; what is right stays untouched. */
  static void up(Layout layout) {
    refuseForeign(layout);
    // The rules come first: no packet may leave while routes are still missing.
    Shell.feed(Network.rules(layout), List.of("nft", "-f", "-"));
    bridge(layout.bridge());
    Shell.run("ip", "addr", "replace", layout.hostAddress() + "/24", "dev", layout.bridge());
    bridge(layout.serviceBridge());
    Shell.run("ip", "route", "replace", layout.serviceRange(), "dev", layout.serviceBridge());
  }

  private static void bridge(String name) {
    if (!exists(name)) {
      Shell.run("ip", "link", "add", name, "type", "bridge");
    }
    Shell.run("ip", "link", "set", name, "up");
  }

  private static boolean exists(String link) {
    return Files.exists(Path.of("/sys/class/net", link));
  }

  /** The node's namespace with its link to the bridge and the routes to the other nodes' pods. */
  static void up(Layout layout, Layout.Node node) {
    if (!Files.exists(namespace(node))) {
      Shell.run("ip", "netns", "add", node.name());
    }
    if (!exists(node.veth())) {
      Shell.run(
          "ip",
          "link",
          "add",
          node.veth(),
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          node.name());
    }
    Shell.run("ip", "link", "set", node.veth(), "master", layout.bridge(), "up");
    in(node, "addr", "replace", node.address() + "/24", "dev", "eth0");
    in(node, "link", "set", "lo", "up");
    in(node, "link", "set", "eth0", "up");
    in(node, "route", "replace", "default", "via", layout.hostAddress());
    for (var other : layout.nodeList()) {
      if (other.index() != node.index()) {
        in(node, "route", "replace", other.podRange(), "via", other.address());
      }
    }
    Shell.run("ip", "netns", "exec", node.name(), "sysctl", "-qw", "net.ipv4.ip_forward=1");
    Shell.run("ip", "route", "replace", node.podRange(), "via", node.address());
  }

  private static void in(Layout.Node node, String... command) {
    var whole = new ArrayList<>(List.of("ip", "-n", node.name()));
    whole.addAll(List.of(command));
    Shell.run(whole);
  }

  /** Removes all of it; what is not there is no fault. */
  static void down(Layout layout) {
    for (var node : layout.nodeList()) {
      // The link comes first: the kernel takes it down with its namespace too, but in its own time.
      remove(node.veth());
      if (Files.exists(namespace(node))) {
        Shell.run("ip", "netns", "del", node.name());
      }
    }
    remove(layout.bridge());
    remove(layout.serviceBridge());
    // Last: until every address is gone, the rules keep its packets here.
    if (Shell.call("nft", "list", "table", "inet", layout.nftTable()).ok()) {
      Shell.run("nft", "delete", "table", "inet", layout.nftTable());
    }
  }

  /** A link whose namespace is being taken down may go between the look and the word. */
  private static void remove(String link) {
    if (exists(link)) {
      var removal = Shell.call("ip", "link", "del", link);
      if (!removal.ok() && exists(link)) {
        throw new EmbeddedException(
            EmbeddedException.Code.COMMAND,
            "Interface %s cannot be removed: %s; remove it with `ip link del %s` and try again"
                .formatted(link, removal.output().strip(), link));
      }
    }
  }

  /** Fails if somebody else's interface or route already has one of the cluster's ranges. */
  static void refuseForeign(Layout layout) {
    var ranges = layout.ranges().stream().map(Range::parse).toList();
    var addresses = Json.parse(Shell.run("ip", "-j", "-4", "addr", "show"));
    for (var link : addresses) {
      var name = link.path("ifname").asText();
      for (var address : link.path("addr_info")) {
        refuse(
            layout,
            ranges,
            name,
            address.path("local").asText() + "/" + address.path("prefixlen").asInt());
      }
    }
    for (var route : Json.parse(Shell.run("ip", "-j", "-4", "route", "show", "table", "main"))) {
      refuse(layout, ranges, route.path("dev").asText(), destination(route));
    }
  }

  private static String destination(JsonNode route) {
    var text = route.path("dst").asText();
    return text.contains("/") ? text : text + "/32";
  }

  private static void refuse(Layout layout, List<Range> ranges, String link, String taken) {
    if (taken.startsWith("default") || own(layout).contains(link)) {
      return;
    }
    var other = Range.parse(taken);
    for (var range : ranges) {
      if (range.overlaps(other)) {
        throw new EmbeddedException(
            EmbeddedException.Code.CONFLICT,
            "Address range %s of cluster '%s' is taken: interface %s has %s. Remove that interface or route, or stop the cluster that has it"
                .formatted(range, layout.cluster(), link, taken));
      }
    }
  }

  private static List<String> own(Layout layout) {
    return List.of(layout.bridge(), layout.serviceBridge());
  }

  /** Names of the interfaces on this machine that belong to the cluster. */
  static List<String> links(Layout layout) {
    var links = Json.parse(Shell.run("ip", "-j", "link", "show"));
    return StreamSupport.stream(links.spliterator(), false)
        .map(link -> link.path("ifname").asText())
        .filter(name -> own(layout).contains(name) || name.startsWith(layout.bridge() + "n"))
        .toList();
  }
}
