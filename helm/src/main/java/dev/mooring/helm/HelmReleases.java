package dev.mooring.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.ReleaseHistory;
import dev.mooring.helm.Releases.Outcome.Deployed;
import dev.mooring.helm.Releases.Outcome.Unchanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Helm itself, inside this process. Stateless: all it knows is in the cluster. */
public final class HelmReleases implements Releases {
  /** An upgrade says "pre-upgrade hooks failed", an installation "failed pre-install". */
  private static final Pattern HOOK_FAILED =
      Pattern.compile("hooks? failed|failed (pre|post)-(install|upgrade|rollback|delete)");

  private static final Logger LOG = LoggerFactory.getLogger(HelmReleases.class);

  private final Path kubeconfig;
  private final RevisionRecords records;

  /**
   * @param kubeconfig of the cluster
   * @param records of the same cluster
   */
  public HelmReleases(Path kubeconfig, RevisionRecords records) {
    this.kubeconfig = kubeconfig;
    this.records = records;
  }

  @Override
  public Outcome deploy(Release release) {
    var content = Content.of(release);
    var newest = find(release.namespace(), release.name());
    if (newest.isPresent() && isDeployed(newest.get(), content)) {
      return new Unchanged(newest.get().number());
    }
    repair(release.namespace(), release.name(), newest);
    upgrade(release, content);
    return new Deployed(newest.map(Revision::number).orElse(0) + 1);
  }

  private static boolean isDeployed(Revision revision, String content) {
    return revision.status().equals("deployed") && revision.content().equals(content);
  }

  /**
   * Helm refuses to touch a release in the middle of an operation. Without the record of that
   * operation the release is what it was before, and Helm takes over the objects that carry its
   * name.
   */
  private void repair(String namespace, String name, Optional<Revision> newest) {
    newest
        .filter(revision -> revision.status().startsWith("pending"))
        .ifPresent(revision -> {
          LOG.info(
              "Release {} was left {} by an operation that was killed; going on from there",
              name,
              revision.status());
          records.forget(namespace, name, revision.number());
        });
  }

  private void upgrade(Release release, String content) {
    try (var values = Values.write(release.valuesYaml())) {
      helm(
          release.name(),
          () ->
              new Helm(release.chart())
                  .upgrade()
                  .install()
                  .withName(release.name())
                  .withNamespace(release.namespace())
                  .createNamespace()
                  .withValuesFile(values.file())
                  .resetValues()
                  .withDescription(Content.description(content))
                  .withKubeConfig(kubeconfig)
                  .withTimeout(Math.toIntExact(release.timeout().toSeconds()))
                  .waitReady()
                  .call());
    }
  }

  @Override
  public void uninstall(String namespace, String name) {
    var newest = find(namespace, name);
    if (newest.isEmpty()) {
      return;
    }
    helm(
        name,
        () -> Helm.uninstall(name).withNamespace(namespace).withKubeConfig(kubeconfig).call());
  }

  @Override
  public Optional<Revision> find(String namespace, String name) {
    try {
      return Helm.history(name).withNamespace(namespace).withKubeConfig(kubeconfig).call().stream()
          .max(Comparator.comparingInt(ReleaseHistory::getRevision))
          .map(newest ->
              new Revision(
                  newest.getRevision(), newest.getStatus(), Content.in(newest.getDescription())));
    } catch (IllegalStateException refused) {
      if (message(refused).contains("release: not found")) {
        return Optional.empty();
      }
      throw failed(name, refused);
    }
  }

  private static <T> T helm(String name, Supplier<T> operation) {
    try {
      return operation.get();
    } catch (IllegalStateException refused) {
      throw failed(name, refused);
    }
  }

  private static HelmException failed(String name, IllegalStateException refused) {
    var message = message(refused);
    return new HelmException(code(message), "Release %s: %s".formatted(name, message), refused);
  }

  /** Helm tells its errors apart by their texts only. */
  static HelmException.Code code(String message) {
    var text = message.toLowerCase(Locale.ROOT);
    if (HOOK_FAILED.matcher(text).find()) {
      return HelmException.Code.HOOK;
    }
    if (text.contains("timed out") || text.contains("deadline exceeded")) {
      return HelmException.Code.TIMEOUT;
    }
    if (text.contains("values don't meet")
        || text.contains("template:")
        || text.contains("chart")) {
      return HelmException.Code.CHART;
    }
    return HelmException.Code.CLUSTER;
  }

  private static String message(IllegalStateException refused) {
    var message = refused.getMessage();
    return message == null ? "Helm gives no reason" : message.strip();
  }

  /** Helm reads values from files. */
  private record Values(Path file) implements AutoCloseable {
    static Values write(String yaml) {
      try {
        var file = Files.createTempFile("values-", ".yaml");
        Files.writeString(file, yaml);
        return new Values(file);
      } catch (IOException e) {
        throw new UncheckedIOException("The values could not be written for Helm", e);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("The values could not be removed: " + file, e);
      }
    }
  }
}
