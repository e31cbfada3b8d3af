package dev.mooring.embedded.config;

import dev.mooring.embedded.Layout;

/** The nft table that keeps the cluster's packets on the machine. */
public final class Network {
  private Network() {}

  /**
   * The whole table, replacing one of before in a single transaction.
   *
   * <p>Nothing from the nodes is forwarded anywhere but to the nodes, and nothing addressed to the
   * cluster's ranges leaves by another interface than the cluster's (a route may be missing for a
   * moment, and then the default route would take it). Rejected, so that a pull from a registry out
   * of reach fails at once with a reason, instead of after a time-out.
   */
  public static String rules(Layout layout) {
    return """
    table inet %1$s {}
    delete table inet %1$s
    table inet %1$s {
      chain forward {
        type filter hook forward priority -10; policy accept;
        iifname "%2$s" oifname != "%2$s" counter reject with icmpx admin-prohibited
        oifname "%2$s" iifname != "%2$s" counter reject with icmpx admin-prohibited
        ip daddr { %3$s } oifname != "%2$s" counter reject with icmpx admin-prohibited
      }
      chain output {
        type filter hook output priority -10; policy accept;
        ip daddr { %3$s } oifname != { "%2$s", "%4$s", "lo" } counter reject with icmpx admin-prohibited
      }
    }
    """
        .formatted(
            layout.nftTable(),
            layout.bridge(),
            String.join(", ", layout.ranges()),
            layout.serviceBridge());
  }
}
