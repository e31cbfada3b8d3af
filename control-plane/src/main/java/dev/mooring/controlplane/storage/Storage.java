package dev.mooring.controlplane.storage;

import dev.mooring.store.Row;
import dev.mooring.store.Secrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The storage account of each workspace. Its key and its containers are made when they are first
 * needed. Thread-safe.
 */
public final class Storage {
  private static final int KEY_BYTES = 64;
  private static final Duration UPLOAD = Duration.ofHours(4);
  private static final Duration READ = Duration.ofHours(1);

  private final Ports ports;
  private final Secrets secrets;
  private final String suffix;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** What keeps the blobs. */
  public record Ports(Signer signer, Containers containers, Artifacts artifacts) {}

  /**
   * Accounts whose keys are these secrets.
   *
   * @param suffix of the accounts' hosts, with the port: {@code core.mooring.internal:8443}
   */
  public Storage(Ports ports, Secrets secrets, String suffix, InstantSource clock) {
    this.ports = ports;
    this.secrets = secrets;
    this.suffix = suffix;
    this.clock = clock;
  }

  /** The name of a workspace's account. */
  public static String accountName(Row workspace) {
    var id = workspace.properties().path("workspaceId").asText();
    return "moor" + id.replace("-", "").substring(0, 10);
  }

  /**
   * The signed address of a container of an account that there is.
   *
   * @param folder what it opens; all if empty
   * @param permissions letters of a shared access signature
   */
  public URI open(
      String account, String container, String folder, String permissions, Duration validity) {
    var kept =
        key(secrets, account)
            .orElseThrow(() -> new IllegalArgumentException("There is no account " + account));
    ports.containers().ensure(account, container);
    var opened = new Account(account, endpoint(account), new Account.Key(kept));
    var expiry = clock.instant().plus(validity);
    return folder.isEmpty()
        ? ports.signer().container(opened, container, permissions, expiry)
        : ports.signer().folder(opened, container, folder, permissions, expiry);
  }

  /** The key of an account, if there is one; for those who check signatures. */
  public static Optional<byte[]> key(Secrets secrets, String account) {
    return secrets.find(secret(account));
  }

  private static String secret(String account) {
    return "storage/" + account;
  }

  public Account account(Row workspace) {
    var name = accountName(workspace);
    var kept = secrets.find(secret(name));
    var key = kept.isPresent() ? kept.get() : secrets.putIfAbsent(secret(name), newKey());
    return new Account(name, endpoint(name), new Account.Key(key));
  }

  private URI endpoint(String account) {
    return URI.create("https://%s.blob.%s".formatted(account, suffix));
  }

  private byte[] newKey() {
    var key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  /** Makes what every workspace has. */
  public void prepare(Row workspace) {
    var account = account(workspace);
    for (var datastore : Datastore.values()) {
      ports.containers().ensure(account.name(), datastore.container());
    }
  }

  /** An upload of code: where it goes, and the address that opens it for writing. */
  public record Upload(URI container, URI signed) {}

  /** The container of one version of a code asset; the same whenever it is asked for. */
  public Upload upload(Row workspace, String codeVersionKey) {
    var account = account(workspace);
    var container = codeContainer(codeVersionKey);
    ports.containers().ensure(account.name(), container);
    return new Upload(
        account.endpoint().resolve("/" + container),
        ports.signer().container(account, container, "rcwl", clock.instant().plus(UPLOAD)));
  }

  /** Named after the asset and not after what the caller chose, which may not be legal here. */
  private static String codeContainer(String codeVersionKey) {
    return "code-" + UUID.nameUUIDFromBytes(codeVersionKey.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether an address is below the workspace's account. */
  public boolean holds(Row workspace, String address) {
    return address.startsWith(endpoint(accountName(workspace)) + "/");
  }

  /** The logs of a job: name below its folder, address that opens it. */
  public Map<String, String> logs(Row workspace, String job) {
    var account = account(workspace);
    var container = Datastore.ARTIFACT_STORE.container();
    var folder = jobFolder(job);
    var expiry = clock.instant().plus(READ);
    var found = new TreeMap<String, String>();
    for (var part : List.of("user_logs/", "retry-")) {
      ports.artifacts().names(account.name(), container, folder + part).stream()
          .map(blob -> blob.substring(folder.length()))
          .filter(name -> name.matches("(retry-[0-9]+/)?user_logs/.+"))
          .forEach(name ->
              found.put(
                  name,
                  ports.signer().readBlob(account, container, folder + name, expiry).toString()));
    }
    return found;
  }

  /** Where a job's logs and outputs lie in the artifact store. */
  public static String jobFolder(String job) {
    return "ExperimentRun/dcid.%s/".formatted(job);
  }
}
