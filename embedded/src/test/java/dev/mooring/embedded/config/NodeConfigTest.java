package dev.mooring.embedded.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class NodeConfigTest {
  private static final Layout LAYOUT = new Layout("lab", 2, 2);
  private static final Folders FOLDERS = new Folders(Path.of("/state"), Path.of("/run/lab"));
  private static final Pattern FOLDER =
      Pattern.compile("\"?(?:unix://)?(/(?:state|run/lab)/[^\"\\s,]+)");

  private static String everything(Layout.Node node) {
    var files = NodeConfig.files(LAYOUT, node, FOLDERS, "mooring.internal/pause:1");
    var spec = NodeConfig.spec(LAYOUT, node, FOLDERS, Path.of("/bin/moor-k8s"));
    return String.join("\n", files.values()) + spec;
  }

  private static Set<String> paths(Layout.Node node) {
    var found = new HashSet<String>();
    var matcher = FOLDER.matcher(everything(node));
    while (matcher.find()) {
      if (!matcher.group(1).startsWith("/state/pki")) {
        found.add(matcher.group(1).replaceAll("[\\])]+$", ""));
      }
    }
    return found;
  }

  /** Kubelets that share a folder delete each other's pods' files. */
  @Test
  void twoNodesShareNoFolder() {
    var first = paths(LAYOUT.node(1));
    assertThat(first).isNotEmpty();
    assertThat(paths(LAYOUT.node(2))).doesNotContainAnyElementsOf(first);
  }

  @Test
  void podsOfANodeGetItsAddressesAndNoWayOutOfTheCluster() {
    var files = NodeConfig.files(LAYOUT, LAYOUT.node(1), FOLDERS, "mooring.internal/pause:1");
    assertThat(files.get("cni/10-mooring.conflist"))
        .contains("\"subnet\": \"10.250.32.0/24\"")
        .contains("\"ipMasq\": false");
    assertThat(files.get("kubelet.yaml"))
        .contains("clusterDNS: [\"10.98.0.10\"]")
        .contains("resolvConf: \"\"")
        .contains("anonymous: {enabled: false}")
        .contains("cgroupRoot: /mooring/lab/lab-n1");
  }

  @Test
  void sandboxesAreOurOwnPauseImage() {
    assertThat(everything(LAYOUT.node(1))).contains("sandbox_image = \"mooring.internal/pause:1\"");
  }
}
