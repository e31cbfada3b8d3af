package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavaRootTest {
  @TempDir private Path folder = Path.of("unset");
  private Path runtime = folder;
  private Path lib = folder;
  private Path chart = folder;

  @BeforeEach
  void makeInputs() throws IOException {
    runtime = Files.createDirectory(folder.resolve("runtime"));
    Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"25\"");
    lib = Files.createDirectory(folder.resolve("lib"));
    Files.writeString(lib.resolve("b.jar"), "b");
    Files.writeString(lib.resolve("a.jar"), "a");
    chart = Files.createDirectory(folder.resolve("chart"));
    Files.writeString(chart.resolve("values.yaml"), "{}");
  }

  @Test
  void classPathIsInOrder() throws IOException {
    var root = JavaRoot.lay(folder.resolve("root"), runtime, lib, "-Xmx1g\n");
    assertThat(root.folder().resolve("app/options"))
        .hasContent("-Xmx1g\n-cp\n/app/lib/a.jar:/app/lib/b.jar\n");
    assertThat(root.folder().resolve("lib/x86_64-linux-gnu/libc.so.6")).isRegularFile();
  }

  @Test
  void everybodyMayReadWhateverTheUmaskWas() throws IOException {
    var program = Files.writeString(runtime.resolve("java"), "");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(
        chart.resolve("values.yaml"), PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(chart, PosixFilePermissions.fromString("rwx------"));
    var root = JavaRoot.lay(folder.resolve("root"), runtime, lib, "");
    root.copy(chart, "app/chart");
    root.settle();
    assertThat(permissions(root, "app/chart")).isEqualTo("rwxr-xr-x");
    assertThat(permissions(root, "app/chart/values.yaml")).isEqualTo("rw-r--r--");
    assertThat(permissions(root, "app/runtime/java")).isEqualTo("rwxr-xr-x");
    assertThat(permissions(root, "tmp")).isEqualTo("rwxrwxrwx");
  }

  private static String permissions(JavaRoot root, String file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(root.folder().resolve(file)));
  }

  @Test
  void controlPlaneIsBuiltAnewForAnotherChart() throws IOException {
    var image = new ControlPlaneImage(lib, runtime, chart);
    var first = image.key();
    assertThat(image.key()).isEqualTo(first);
    Files.writeString(chart.resolve("values.yaml"), "{a: 1}");
    assertThat(image.key()).isNotEqualTo(first);
    assertThat(image.name()).isEqualTo("control-plane");
  }
}
