package dev.mooring.embedded.config;

import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import dev.mooring.embedded.PlatformPrograms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines, environment and files of the platform's database and control plane. */
public final class PlatformConfig {
  /** Without a name or a home; containers' images call it nonroot. */
  public static final int POSTGRES_USER = 65533;

  /** Who the control plane is in the database. */
  static final String DATABASE_USER = "mooring";

  /** How many programs the platform is. */
  public static final int PROCESSES = 2;

  /** By password only; the kernel shows connections to any loopback address as from 127.0.0.1. */
  public static final String POSTGRES_ACCESS =
      "host all " + DATABASE_USER + " 127.0.0.0/8 scram-sha-256\n";

  /** The user database that initdb sees: it insists that who runs it has a name. */
  public static final String USERS =
      "%s:x:%d:%d::/nonexistent:/bin/false\n"
          .formatted(DATABASE_USER, POSTGRES_USER, POSTGRES_USER);

  private PlatformConfig() {}

  /** The platform's names that are known before it has run. */
  public static List<String> names(Layout layout) {
    return List.of("arm." + layout.domain(), "relay." + layout.domain());
  }

  public static Path postgresData(Folders folders) {
    return folders.platform().resolve("postgres/data");
  }

  public static Path postgresConfiguration(Folders folders) {
    return folders.platform().resolve("postgres/postgresql.conf");
  }

  public static Path postgresAccess(Folders folders) {
    return folders.platform().resolve("postgres/pg_hba.conf");
  }

  /** Postgresql.conf. What it does not name is PostgreSQL's own default, fsync among it. */
  public static String postgres(Layout layout, Folders folders) {
    return """
    listen_addresses = '%s'
    port = %d
    unix_socket_directories = ''
    hba_file = '%s'
    password_encryption = scram-sha-256
    fsync = on
    synchronous_commit = on
    max_connections = 60
    shared_buffers = 32MB
    # Nothing outside of the data folder that a kill could leave.
    dynamic_shared_memory_type = mmap
    huge_pages = off
    log_destination = stderr
    logging_collector = off
    log_timezone = 'UTC'
    timezone = 'UTC'
    """
        .formatted(layout.loopback(), Layout.POSTGRES_PORT, postgresAccess(folders));
  }

  /**
   * What makes a data folder; its superuser is the control plane's.
   *
   * @param work folder of the database's user, in which files {@code users} and {@code password}
   *     are and {@code data} will be
   */
  public static List<String> initdb(Path programs, Path work) {
    var command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "--",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/passwd && exec \"$@\"",
                work.resolve("users").toString()));
    command.addAll(
        asDatabaseUser(
            List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + work.resolve("data"),
                "--username=" + DATABASE_USER,
                "--pwfile=" + work.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C")));
    return command;
  }

  /** The supervisor's spec: the control plane starts when the database accepts connections. */
  public static SupervisorSpec spec(Layout layout, Folders folders, PlatformPrograms programs) {
    return new SupervisorSpec(
        folders.run().resolve("platform.status.json").toString(),
        List.of(
            new SupervisorSpec.Program(
                "postgres",
                postgresCommand(folders, programs),
                folders.logs().resolve("postgres.log").toString(),
                tcp(layout, Layout.POSTGRES_PORT)),
            new SupervisorSpec.Program(
                "control-plane",
                controlPlaneCommand(folders, programs),
                environment(layout, folders, programs),
                folders.logs().resolve("control-plane.log").toString(),
                tcp(layout, Layout.HTTPS_PORT))),
        List.of());
  }

  private static SupervisorSpec.Ready tcp(Layout layout, int port) {
    return new SupervisorSpec.Ready("tcp", layout.loopback() + ":" + port);
  }

  private static List<String> postgresCommand(Folders folders, PlatformPrograms programs) {
    return asDatabaseUser(
        List.of(
            programs.postgres().resolve("bin/postgres").toString(),
            "-D",
            postgresData(folders).toString(),
            "-c",
            "config_file=" + postgresConfiguration(folders)));
  }

  /** The programs replace setpriv, so that the supervisor's signals reach them. */
  private static List<String> asDatabaseUser(List<String> command) {
    var all =
        new ArrayList<>(
            List.of(
                "/usr/bin/setpriv",
                "--reuid=" + POSTGRES_USER,
                "--regid=" + POSTGRES_USER,
                "--clear-groups",
                "--no-new-privs",
                "--"));
    all.addAll(command);
    return all;
  }

  private static List<String> controlPlaneCommand(Folders folders, PlatformPrograms programs) {
    return List.of(
        programs.java().resolve("bin/java").toString(),
        "-XX:+UseSerialGC",
        "-Xms32m",
        "-Xmx512m",
        "-XX:+UseCompactObjectHeaders",
        "-XX:-UsePerfData",
        // A process that lost a thread to memory is not healthy; a new one is.
        "-XX:+ExitOnOutOfMemoryError",
        // Helm is a native library, unpacked here; a process that is killed leaves it.
        "-Djava.io.tmpdir=" + folders.temporary(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        programs.lib() + "/*",
        "dev.mooring.controlplane.Main");
  }

  private static List<String> environment(
      Layout layout, Folders folders, PlatformPrograms programs) {
    var platform = folders.platform();
    return List.of(
        "MOORING_DOMAIN=" + layout.domain(),
        "MOORING_HTTPS_PORT=" + Layout.HTTPS_PORT,
        "MOORING_RELAY_PORT=" + Layout.RELAY_PORT,
        "MOORING_HEALTH_PORT=" + Layout.HEALTH_PORT,
        "MOORING_BIND=%s,%s".formatted(layout.loopback(), layout.hostAddress()),
        "MOORING_DATABASE_URL=jdbc:postgresql://%s:%d/postgres"
            .formatted(layout.loopback(), Layout.POSTGRES_PORT),
        "MOORING_DATABASE_USER=" + DATABASE_USER,
        "MOORING_DATABASE_PASSWORD_FILE=" + platform.resolve("secrets/postgres-password"),
        "MOORING_DATA=" + platform.resolve("blobs"),
        "MOORING_PKI=" + platform.resolve("pki"),
        "MOORING_MASTER_KEY_FILE=" + platform.resolve("secrets/master-key"),
        "MOORING_CLIENT_FILE=" + platform.resolve("secrets/client.json"),
        "MOORING_AGENT_CHART=" + programs.chart(),
        "MOORING_AGENT_IMAGE=" + programs.agentImage(),
        "MOORING_LAUNCHER_IMAGE=" + programs.launcherImage());
  }
}
