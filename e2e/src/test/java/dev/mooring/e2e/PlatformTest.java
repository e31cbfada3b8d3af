package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.Layout;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A cluster of this test's own, beside the shared one: started, broken, repaired, stopped. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
final class PlatformTest {
  private static final String NAME = "moor-test-up";
  private static final OwnCluster CLUSTER = new OwnCluster(NAME);

  @TempDir private Path logs = Path.of("unset");
  private Machine before = Machine.NOTHING;

  @BeforeAll
  void start() throws InterruptedException {
    // What a run that was killed left; without it there is nothing to remove.
    moor("down", "--purge");
    before = now();
    var up = moor("up", "--nodes", "1");
    assertThat(up.exitCode()).as(up.text()).isZero();
    kubectl("create", "configmap", "kept", "--from-literal=a=b");
  }

  @AfterAll
  void removeAll() throws InterruptedException {
    moor("down", "--purge");
  }

  private static Moor.Result moor(String command, String... arguments) throws InterruptedException {
    return command(command, arguments).await();
  }

  private static Moor command(String command, String... arguments) {
    return CLUSTER.start(command, arguments);
  }

  private static EmbeddedCluster cluster() {
    return CLUSTER.embedded();
  }

  private static Layout layout() {
    return CLUSTER.layout();
  }

  private static String kubectl(String... arguments) {
    return CLUSTER.kubectl(arguments);
  }

  /** While no other command works on a cluster: what it changes would be in the picture. */
  private Machine now() {
    try (var steps = Steps.open(Map.of(), logs);
        var _ = cluster().hold(steps)) {
      return Machine.without(Machine.clustersBeside(NAME));
    }
  }

  private static void assertWhole(Moor.Result up) throws InterruptedException {
    assertThat(up.exitCode()).as(up.text()).isZero();
    var status = moor("status", "-o", "json");
    assertThat(status.text()).contains("\"state\" : \"running\"").contains("\"ready\" : true");
    assertThat(kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.a}"))
        .as("the data of before")
        .isEqualTo("b");
  }

  @Test
  @Order(1)
  void secondUpAtOnceWaitsAndSaysSo() throws InterruptedException {
    // The machine's lock is held, as an up would hold it, until the other says that it waits.
    Moor second;
    try (var steps = Steps.open(Map.of(), logs);
        var _ = cluster().hold(steps)) {
      second = command("up");
      var waits = second;
      Sandbox.await("the second says that it waits").until(() -> waits.hasSaid("waiting for it"));
    }
    assertWhole(second.await());
  }

  @Test
  @Order(2)
  void upRepairsWhateverWasKilled() throws InterruptedException {
    for (var together :
        List.of(
            List.of("etcd", "kubelet"),
            List.of("kube-apiserver", "kube-proxy"),
            List.of("kube-controller-manager", "kube-scheduler", "coredns"),
            List.of("containerd"),
            List.of("supervise"))) {
      together.forEach(PlatformTest::kill);
      assertWhole(moor("up"));
    }
  }

  private static void kill(String program) {
    var mine = ProcessHandle.allProcesses().filter(process -> isOf(process, program)).toList();
    assertThat(mine).as(program).isNotEmpty();
    mine.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean isOf(ProcessHandle process, String program) {
    // What is in the one binary has its name as the first argument.
    var arguments = process.info().arguments().orElse(new String[0]);
    var command = process.info().command().orElse("");
    return arguments.length > 0
        && (arguments[0].equals(program) || command.endsWith("/" + program))
        && String.join(" ", arguments).contains("/" + NAME + "/");
  }

  @Test
  @Order(3)
  void noPacketToTheClusterOrAPrivateAddressLeavesTheMachine() {
    var layout = layout();
    var node = layout.node(1);
    // What would leave is counted, and dropped here at the latest.
    Machine.feed(
        """
        table inet e2e_lab
        delete table inet e2e_lab
        table inet e2e_lab {
          set ranges {
            type ipv4_addr; flags interval
            elements = {%s, 192.168.77.0/24}
          }
          chain leaves {
            type filter hook postrouting priority 300;
            ip daddr @ranges oifname != { "lo", "%s", "%s" } counter drop
          }
        }
        """
            .formatted(String.join(", ", layout.ranges()), layout.bridge(), layout.serviceBridge()),
        "nft",
        "-f",
        "-");
    try {
      var elsewhere =
          List.of(
              "192.168.77.7",
              layout.node(1).podRange().replace("0/24", "77"),
              layout.podRange().replaceAll("\\d+\\.0/20", "") + (node(layout) + 7) + ".7",
              layout.serviceRange().replace("0.0/16", "200.200"));
      for (var address : elsewhere) {
        Machine.run("ip", "netns", "exec", node.name(), "bash", "-c", knock(address));
        if (!address.startsWith("192.168.")) {
          Machine.run("bash", "-c", knock(address));
        }
      }
      assertThat(leaving()).isZero();
      // The counter counts: without the cluster's rules something would have left.
      Machine.run("nft", "delete", "table", "inet", layout.nftTable());
      Machine.run("ip", "netns", "exec", node.name(), "bash", "-c", knock("192.168.77.7"));
      assertThat(leaving()).isPositive();
    } finally {
      Machine.run("nft", "delete", "table", "inet", "e2e_lab");
    }
  }

  private static int node(Layout layout) {
    return Integer.parseInt(layout.node(1).podRange().split("\\.", -1)[2]);
  }

  /** One connection attempt, of a second at most; that it fails is no fault. */
  private static String knock(String address) {
    return "timeout 1 bash -c 'exec 3<>/dev/tcp/%s/80' 2>/dev/null || true".formatted(address);
  }

  private static int leaving() {
    var counter = Machine.run("nft", "list", "chain", "inet", "e2e_lab", "leaves");
    return Integer.parseInt(counter.replaceAll("(?s).*counter packets (\\d+).*", "$1"));
  }

  @Test
  @Order(4)
  void missingRulesAreBackAfterUp() throws InterruptedException {
    assertWhole(moor("up"));
    assertThat(Machine.run("nft", "list", "tables")).contains(layout().nftTable());
  }

  @Test
  @Order(5)
  void downLeavesNothing() throws InterruptedException {
    var down = moor("down");
    assertThat(down.exitCode()).as(down.text()).isZero();
    assertThat(now()).isEqualTo(before);
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process -> process.info().commandLine().orElse("").contains("/clusters/" + NAME + "/"));
  }

  @Test
  @Order(6)
  void takenPortIsNamed() throws InterruptedException, IOException {
    try (var _ = new ServerSocket(2379, 1, InetAddress.getByName(layout().loopback()))) {
      var up = moor("up");
      assertThat(up.exitCode()).isNotZero();
      assertThat(up.output().getLast())
          .startsWith("moor: Port 2379 on " + layout().loopback())
          .contains("etcd")
          .contains("stop it and try again");
    }
  }

  @Test
  @Order(7)
  void interruptedUpIsTakenUp() throws InterruptedException {
    for (var moment : List.of("Start the control plane: started", "Start 1 nodes: started")) {
      var up = command("up");
      Sandbox.await("up is at: " + moment).until(() -> up.hasSaid(moment) || !up.isRunning());
      assertThat(up.text()).contains(moment);
      up.kill();
      up.await();
    }
    assertWhole(moor("up"));
  }

  @Test
  @Order(8)
  void anotherUserIsToldWhatToDo() throws InterruptedException {
    var up = Moor.startAs(65534, "up", "--cluster", NAME).await();
    assertThat(up.exitCode()).isNotZero();
    assertThat(up.output().getLast()).startsWith("moor: ").contains("root");
  }

  @Test
  @Order(9)
  void purgeLeavesNoData() throws InterruptedException {
    var down = moor("down", "--purge");
    assertThat(down.exitCode()).as(down.text()).isZero();
    assertThat(now()).isEqualTo(before);
    assertThat(cluster().folders().kubeconfig()).doesNotExist();
    assertThat(moor("status").text()).contains("absent");
  }
}
