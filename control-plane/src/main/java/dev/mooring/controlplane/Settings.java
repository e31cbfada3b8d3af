package dev.mooring.controlplane;

import dev.mooring.controlplane.http.Site;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;

/**
 * What the control plane is told by its environment; the names are in docs/design/0003.
 *
 * @param masterKey encrypts secrets at rest; 32 bytes
 * @param client the first client that may get tokens
 */
public record Settings(
    Network network,
    Database database,
    Folders folders,
    AgentParts agent,
    SecretKey masterKey,
    Client client) {

  /** Under which names and addresses it is reached; ports of the tunnels and the probes. */
  public record Network(Site site, List<InetAddress> bind, int relayPort, int healthPort) {
    public Network {
      bind = List.copyOf(bind);
    }
  }

  /** A JDBC address and who connects. */
  public record Database(String url, String user, String password) {
    @Override
    public String toString() {
      return "Database[%s, %s]".formatted(url, user);
    }
  }

  /** Where the blobs and the certificate authority are. */
  public record Folders(Path data, Path pki) {}

  /** What is installed on a cluster at attach. */
  public record AgentParts(Path chart, String image, String launcherImage) {}

  /** Who may get tokens. */
  public record Client(String id, String secret) {
    @Override
    public String toString() {
      return "Client[" + id + "]";
    }
  }

  /**
   * Reads them all, and the files that they name.
   *
   * @throws IllegalArgumentException one line for each that is wrong, with what to do
   */
  public static Settings of(Map<String, String> environment) {
    var read = new SettingsReader(environment);
    var settings =
        new Settings(
            new Network(
                new Site(
                    read.text("MOORING_DOMAIN", "mooring.internal"),
                    read.port("MOORING_HTTPS_PORT", 8443)),
                read.addresses("MOORING_BIND", "127.0.0.1"),
                read.port("MOORING_RELAY_PORT", 8444),
                read.port("MOORING_HEALTH_PORT", 8081)),
            new Database(
                read.needed("MOORING_DATABASE_URL", "a JDBC address, jdbc:postgresql://host/name"),
                read.needed("MOORING_DATABASE_USER", "the database's user"),
                read.content("MOORING_DATABASE_PASSWORD_FILE", "a file with the user's password")),
            new Folders(
                Path.of(read.needed("MOORING_DATA", "the folder for blobs")),
                read.folder("MOORING_PKI", "the folder with ca.crt and ca.key")),
            new AgentParts(
                read.folder("MOORING_AGENT_CHART", "the folder of the agent's Helm chart"),
                read.needed("MOORING_AGENT_IMAGE", "the agent's container image"),
                read.needed("MOORING_LAUNCHER_IMAGE", "the launcher's container image")),
            read.masterKey("MOORING_MASTER_KEY_FILE"),
            read.client("MOORING_CLIENT_FILE"));
    read.finish();
    return settings;
  }
}
