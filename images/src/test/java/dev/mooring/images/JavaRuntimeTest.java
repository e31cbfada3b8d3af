package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaRuntimeTest {
  @Test
  void onlyTheProvidersOfTheBaseModuleAreLookedFor() throws IOException {
    var lines =
        Files.readAllLines(Path.of(System.getProperty("java.home"), "conf/security/java.security"));
    var trimmed = JavaRuntime.trimmed(lines);
    assertThat(trimmed)
        .filteredOn(line -> line.startsWith("security.provider."))
        .containsExactly(
            "security.provider.1=SUN",
            "security.provider.2=SunRsaSign",
            "security.provider.3=SunEC",
            "security.provider.4=SunJSSE",
            "security.provider.5=SunJCE");
    assertThat(lines.stream().filter(line -> !line.startsWith("security.provider.")))
        .isEqualTo(
            List.copyOf(trimmed).stream()
                .filter(line -> !line.startsWith("security.provider."))
                .toList());
  }
}
