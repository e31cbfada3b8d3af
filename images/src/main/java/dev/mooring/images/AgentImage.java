package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one image of all Java components: our jars, and a cache of loaded and linked classes. The
 * first argument names the component.
 *
 * @param lib the agent's class path
 * @param runtime the linked runtime
 */
record AgentImage(Path lib, Path runtime, Tools tools) implements Product {
  /**
   * What the components offer as TLS clients, the preferred first. Their compiler, which is the
   * small one, knows no instructions for AES: it deciphers 20 MB/s, and 150 MB/s of ChaCha20.
   */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  /**
   * How each component's JVM runs: small rather than fast, for processes that mostly wait. One
   * compiler and one collector thread; the heap is a share of the container's limit. The class
   * cache stays at the address that it was made for: its pages are then the file's, shared by all
   * pods of a node, where relocation would make 20 MB of them each process's own. The old
   * generation, which is what the first heap has beside the young one, must take the objects of
   * that cache.
   */
  private static final String OPTIONS =
      """
      -Djdk.tls.client.cipherSuites=%s
      -XX:+UseSerialGC
      -XX:TieredStopAtLevel=1
      -XX:+UseCompactObjectHeaders
      -Xms10m
      -XX:MaxRAMPercentage=40
      -Xmn6m
      -XX:MinHeapFreeRatio=10
      -XX:MaxHeapFreeRatio=20
      -XX:TrimNativeHeapInterval=15000
      -XX:ReservedCodeCacheSize=24m
      -XX:MaxMetaspaceSize=96m
      -Xss512k
      -XX:-UsePerfData
      -XX:+ExitOnOutOfMemoryError
      -XX:+UnlockDiagnosticVMOptions
      -XX:ArchiveRelocationMode=0
      """
          .formatted(String.join(",", CIPHERS));

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String title() {
    return "Build image agent";
  }

  @Override
  public Key key() {
    return JavaRoot.inputs("agent image, 2", runtime, lib)
        .add("options", OPTIONS)
        .add("training", TrainingRun.RECIPE)
        .key();
  }

  @Override
  public boolean isPassing() {
    return true;
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var root = JavaRoot.lay(into.resolve("root"), runtime, lib, OPTIONS);
    root.settle();
    new TrainingRun(root.folder(), tools).run(into.resolve("training"), step);
    step.line("writes the archive");
    root.archive(
        into,
        Image.named(name(), key),
        JavaRoot.spec("-XX:AOTCache=/app/app.aot", "dev.mooring.agent.Main"));
  }
}
