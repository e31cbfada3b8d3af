package dev.mooring.embedded.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import dev.mooring.embedded.PlatformPrograms;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class PlatformConfigTest {
  private static final Layout LAYOUT = new Layout("lab", 2, 3);
  private static final Folders FOLDERS = new Folders(Path.of("/state"), Path.of("/run/lab"));
  private static final PlatformPrograms PROGRAMS =
      new PlatformPrograms(
          Path.of("/jdk"),
          Path.of("/cache/java/1/control-plane/lib"),
          Path.of("/cache/postgres/1"),
          Path.of("/home/charts/azureml-agent"),
          "mooring.internal/agent:1",
          "mooring.internal/launcher:1");
  private static final SupervisorSpec SPEC = PlatformConfig.spec(LAYOUT, FOLDERS, PROGRAMS);

  @Test
  void theControlPlaneStartsWhenTheDatabaseAcceptsConnections() {
    assertThat(SPEC.processes())
        .extracting(SupervisorSpec.Program::name)
        .containsExactly("postgres", "control-plane")
        .hasSize(PlatformConfig.PROCESSES);
    assertThat(SPEC.processes().getFirst().ready())
        .isEqualTo(new SupervisorSpec.Ready("tcp", "127.77.2.1:5432"));
    assertThat(SPEC.processes().getLast().ready())
        .isEqualTo(new SupervisorSpec.Ready("tcp", "127.77.2.1:8443"));
  }

  @Test
  void theDatabaseDoesNotRunAsRoot() {
    assertThat(SPEC.processes().getFirst().args())
        .startsWith("/usr/bin/setpriv", "--reuid=65533", "--regid=65533", "--clear-groups")
        .containsSubsequence(
            "--", "/cache/postgres/1/bin/postgres", "-D", "/state/platform/postgres/data");
    assertThat(PlatformConfig.initdb(Path.of("/pg"), Path.of("/w")))
        .containsSubsequence("/w/users", "/usr/bin/setpriv", "--", "/pg/bin/initdb")
        .contains("--auth=scram-sha-256", "--pwfile=/w/password", "--pgdata=/w/data");
    assertThat(PlatformConfig.USERS).isEqualTo("mooring:x:65533:65533::/nonexistent:/bin/false\n");
  }

  @Test
  void theDatabaseKeepsItsPromises() {
    var lines = PlatformConfig.postgres(LAYOUT, FOLDERS).lines().toList();
    assertThat(lines)
        .contains(
            "listen_addresses = '127.77.2.1'",
            "unix_socket_directories = ''",
            "fsync = on",
            "shared_buffers = 32MB",
            "max_connections = 60",
            "hba_file = '/state/platform/postgres/pg_hba.conf'");
    assertThat(PlatformConfig.POSTGRES_ACCESS)
        .isEqualTo("host all mooring 127.0.0.0/8 scram-sha-256\n");
  }

  @Test
  void theControlPlaneIsToldWhereAllIs() {
    assertThat(SPEC.processes().getLast().env())
        .contains(
            "MOORING_DOMAIN=lab.mooring.internal",
            "MOORING_BIND=127.77.2.1,10.249.2.1",
            "MOORING_DATABASE_URL=jdbc:postgresql://127.77.2.1:5432/postgres",
            "MOORING_PKI=/state/platform/pki",
            "MOORING_LAUNCHER_IMAGE=mooring.internal/launcher:1")
        .allMatch(entry -> entry.matches("MOORING_[A-Z_]+=.+"));
  }

  @Test
  void onlyProgramsWithAnEnvironmentWriteOne() {
    var json = new ObjectMapper().valueToTree(SPEC);
    assertThat(json.at("/processes/0").has("env")).isFalse();
    assertThat(json.at("/processes/1/env").isArray()).isTrue();
  }

  @Test
  void namesAreBelowTheClustersDomain() {
    assertThat(PlatformConfig.names(new Layout("moor", 0, 1)))
        .containsExactly("arm.mooring.internal", "relay.mooring.internal");
    assertThat(PlatformConfig.names(LAYOUT)).contains("arm.lab.mooring.internal");
  }
}
