package dev.mooring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SysctlsTest {

  @Test
  void numberOfSeveralDigitsIsReadWhole() throws IOException {
    var process = new ProcessBuilder("cat", "/proc/sys/kernel/pid_max").start();
    var whole = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(whole).hasSizeGreaterThan(1);
    assertThat(Sysctls.read("kernel.pid_max")).isEqualTo(whole);
  }
}
