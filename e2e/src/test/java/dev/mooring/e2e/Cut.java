package dev.mooring.e2e;

/**
 * The network between the cluster and a port of the platform, cut until it is closed: packets are
 * dropped, without a word to either side. The machine itself still reaches the platform, whose
 * other address it uses.
 */
record Cut(int port) implements AutoCloseable {
  static final int API = 8443;
  static final int RELAY = 8444;

  static Cut of(int port) {
    var cut = new Cut(port);
    var address = Lab.cluster().layout().orElseThrow().hostAddress();
    Machine.feed(
        """
        table ip %1$s
        delete table ip %1$s
        table ip %1$s {
          chain in {
            type filter hook input priority -300;
            ip daddr %2$s tcp dport %3$d counter drop
          }
          chain out {
            type filter hook output priority -300;
            ip saddr %2$s tcp sport %3$d counter drop
          }
        }
        """
            .formatted(cut.table(), address, port),
        "nft",
        "-f",
        "-");
    return cut;
  }

  /** Something tried to get through. */
  boolean isFelt() {
    return Machine.run("nft", "list", "chain", "ip", table(), "in")
        .matches("(?s).*counter packets [1-9].*");
  }

  private String table() {
    return "e2e_%s_%d".formatted(Lab.setting("MOORING_E2E_CLUSTER"), port);
  }

  @Override
  public void close() {
    Machine.run("nft", "delete", "table", "ip", table());
  }
}
