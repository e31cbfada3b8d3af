package dev.mooring.agent.admissioninit;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.admission.Fabric8WebhookRegistry;
import dev.mooring.cluster.admission.SeenWebhooks;
import dev.mooring.cluster.admission.StoredTls;
import dev.mooring.cluster.admission.WebhookRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps of a renewal, one write each. It may end after any of them, and two may take them
 * at once: the Secret is only written over what was read, and whoever comes second reads it again.
 */
public record Renewal(
    WebhookRegistry registry, Issuer issuer, String namespace, InstantSource clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
  private static final String SECRET = Webhooks.NAME + "-tls";

  /** More are never due one after the other; more mean that somebody undoes them. */
  private static final int MOST_STEPS = 12;

  /**
   * Over a real cluster.
   *
   * @param namespace of the Service and the Secret
   */
  public static Renewal of(Connection connection, String namespace) {
    var place = new Fabric8WebhookRegistry.Place(namespace, SECRET, Webhooks.LABELS, Webhooks.NAME);
    return new Renewal(
        new Fabric8WebhookRegistry(connection, place),
        new OneTimeAuthority(),
        namespace,
        InstantSource.system());
  }

  /**
   * Takes all steps that are due.
   *
   * @return when to look again
   * @throws dev.mooring.cluster.ClusterException when the API server fails
   * @throws IllegalStateException when the steps do not come to an end
   */
  public Duration run() {
    for (var taken = 0; taken < MOST_STEPS; taken++) {
      var rest = step();
      if (rest.isPresent()) {
        return rest.get();
      }
    }
    throw new IllegalStateException(
        "After %d steps the webhooks' certificate is not settled; look who else writes Secret %s and the webhook configurations %s"
            .formatted(MOST_STEPS, SECRET, Webhooks.NAME));
  }

  /** When the certificate ends that is served now; empty while there is none that can be read. */
  public Optional<Instant> servedUntil() {
    return registry
        .tls()
        .flatMap(tls -> Keyring.read(tls.data()))
        .map(keyring -> keyring.current().notAfter());
  }

  private String name() {
    return "%s.%s.svc".formatted(Webhooks.NAME, namespace);
  }

  /** Empty when a step was taken, or somebody else was faster. */
  private Optional<Duration> step() {
    var now = clock.instant();
    var kept = registry.tls();
    var keyring = kept.flatMap(tls -> Keyring.read(tls.data()));
    var registered = registration(registry.registered(List.of(Webhooks.NAME)));
    return switch (Rotation.judge(keyring, registered, name(), now)) {
      case Step.Begin _ ->
          keep(kept, Keyring.first(issuer.issue(name(), now), registered.bundle(), now), "begun");
      case Step.Stage _ ->
          keep(kept, keyring.orElseThrow().staged(issuer.issue(name(), now)), "made");
      case Step.Promote _ -> keep(kept, keyring.orElseThrow().promoted(now), "served from now on");
      case Step.Retire _ -> keep(kept, keyring.orElseThrow().retired(), "the only one");
      case Step.Register(var bundle) -> {
        registry.register(Webhooks.configurations(namespace, bundle, now));
        LOG.info("The webhooks are registered");
        yield Optional.empty();
      }
      case Step.Rest(var until) -> Optional.of(until);
    };
  }

  private Optional<Duration> keep(Optional<StoredTls> before, Keyring next, String done) {
    if (registry.keep(before, new StoredTls("", next.data()))) {
      var newest = next.next().orElse(next.current());
      LOG.info("The webhooks' certificate that ends {} is {}", newest.notAfter(), done);
    }
    return Optional.empty();
  }

  private static Registration registration(List<SeenWebhooks> seen) {
    var names = seen.stream().map(SeenWebhooks::name).sorted().toList();
    var bundles =
        seen.stream()
            .flatMap(webhooks -> webhooks.bundles().stream())
            .collect(Collectors.toUnmodifiableSet());
    var complete =
        names.equals(Webhooks.REGISTERED)
            && seen.stream()
                .allMatch(webhooks ->
                    Webhooks.REVISION.equals(
                        webhooks.annotations().get(Webhooks.REVISION_ANNOTATION)));
    return new Registration(
        complete,
        bundles.size() == 1 ? bundles.stream().findFirst() : Optional.empty(),
        seen.stream().map(Renewal::since).max(Instant::compareTo).orElse(Instant.EPOCH));
  }

  private static Instant since(SeenWebhooks webhooks) {
    try {
      return Instant.parse(webhooks.annotations().getOrDefault(Webhooks.SINCE_ANNOTATION, ""));
    } catch (DateTimeParseException unsaid) {
      return Instant.EPOCH;
    }
  }
}
