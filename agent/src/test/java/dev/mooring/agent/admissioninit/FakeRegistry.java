package dev.mooring.agent.admissioninit;

import dev.mooring.cluster.admission.SeenWebhooks;
import dev.mooring.cluster.admission.StoredTls;
import dev.mooring.cluster.admission.WebhookRegistry;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds the Secret and the configurations as an API server would. Confined to one thread. */
final class FakeRegistry implements WebhookRegistry {
  private final Map<String, SeenWebhooks> configurations = new TreeMap<>();
  private Optional<StoredTls> secret = Optional.empty();
  private int version;
  private int writesLeft = Integer.MAX_VALUE;

  /** Thrown in place of a write: the process is gone. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The process dies instead of the write after these. */
  void killAfter(int writes) {
    writesLeft = writes;
  }

  private void write() {
    if (writesLeft-- <= 0) {
      throw new KilledException();
    }
  }

  Keyring keyring() {
    return secret.flatMap(tls -> Keyring.read(tls.data())).orElseThrow();
  }

  Set<String> bundles() {
    return configurations.values().stream()
        .flatMap(seen -> seen.bundles().stream())
        .collect(Collectors.toSet());
  }

  void spoil(Map<String, String> data) {
    secret = Optional.of(new StoredTls(Integer.toString(++version), data));
  }

  @Override
  public Optional<StoredTls> tls() {
    return secret;
  }

  @Override
  public boolean keep(Optional<StoredTls> before, StoredTls next) {
    write();
    if (!before.map(StoredTls::version).equals(secret.map(StoredTls::version))) {
      return false;
    }
    secret = Optional.of(new StoredTls(Integer.toString(++version), next.data()));
    return true;
  }

  @Override
  public List<SeenWebhooks> registered(List<String> names) {
    return List.copyOf(configurations.values());
  }

  /** One after the other, so that a kill may leave them unlike. */
  @Override
  public void register(List<HasMetadata> wanted) {
    for (var configuration : wanted) {
      write();
      var seen =
          switch (configuration) {
            case MutatingWebhookConfiguration it ->
                seen("mutating/", it, it.getWebhooks().getFirst().getClientConfig().getCaBundle());
            case ValidatingWebhookConfiguration it ->
                seen(
                    "validating/", it, it.getWebhooks().getFirst().getClientConfig().getCaBundle());
            default -> throw new IllegalArgumentException(configuration.getKind());
          };
      configurations.put(seen.name(), seen);
    }
  }

  private static SeenWebhooks seen(String kind, HasMetadata configuration, String bundle) {
    return new SeenWebhooks(
        kind + configuration.getMetadata().getName(),
        Set.of(new String(Base64.getDecoder().decode(bundle), StandardCharsets.UTF_8)),
        configuration.getMetadata().getAnnotations());
  }
}
