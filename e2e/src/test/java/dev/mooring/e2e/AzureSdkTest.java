package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Azure's SDK as it comes, with the environment that {@code moor env} prints. */
final class AzureSdkTest {
  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='(.*)'");

  private static Map<String, String> environment() throws InterruptedException {
    var env = Moor.run("env", "--cluster", Lab.name());
    assertThat(env.exitCode()).as(env.text()).isZero();
    var variables = new HashMap<String, String>();
    for (var line : env.output()) {
      var export = EXPORT.matcher(line);
      if (export.matches()) {
        variables.put(export.group(1), export.group(2));
      }
    }
    return variables;
  }

  @Test
  void jobIsSubmittedFollowedAndDownloaded(@TempDir Path folder)
      throws IOException, InterruptedException {
    var code = Files.createDirectory(folder.resolve("src"));
    Files.writeString(
        code.resolve("hello.py"),
        """
        import pathlib
        print("hello from the cluster")
        pathlib.Path("outputs").mkdir(exist_ok=True)
        pathlib.Path("outputs/hello.txt").write_text("hello")
        """);
    var target = folder.resolve("back");
    var said =
        Python.with("azure-ai-ml==1.35.2", "azure-identity==1.27.0")
            .run("azure_job.py", environment(), code.toString(), target.toString());
    assertThat(said).contains("hello from the cluster");
    try (var files = Files.walk(target)) {
      assertThat(files.filter(file -> file.endsWith("hello.txt")))
          .singleElement()
          .satisfies(file -> assertThat(file).hasContent("hello"));
    }
  }
}
