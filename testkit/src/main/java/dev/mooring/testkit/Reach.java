package dev.mooring.testkit;

import java.util.List;

/**
 * From where a server is reached.
 *
 * @param address of this machine that it listens on
 * @param clients ranges that may connect, such as {@code 10.0.0.0/24}; all with the password
 */
public record Reach(String address, List<String> clients) {
  /** Only by this machine. */
  public static final Reach LOOPBACK = new Reach("127.0.0.1", List.of("127.0.0.1/32"));

  public Reach {
    clients = List.copyOf(clients);
  }

  /** The lines of pg_hba.conf. */
  String rules() {
    var rules = new StringBuilder();
    for (var range : clients) {
      rules.append("host all all %s scram-sha-256\n".formatted(range));
    }
    return rules.toString();
  }
}
