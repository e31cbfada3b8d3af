package dev.mooring.agent.admissioninit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.agent.admissioninit.FakeRegistry.KilledException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RenewalTest {
  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

  /** Making keys is slow, and here they are only compared: pairs are made once and used again. */
  private static final Map<String, Pair> MADE = new HashMap<>();

  private final FakeRegistry registry = new FakeRegistry();
  private Instant now = START;

  private Duration look() {
    return renewal().run();
  }

  private Renewal renewal() {
    return new Renewal(registry, RenewalTest::issue, "azureml", () -> now);
  }

  private static Pair issue(String name, Instant at) {
    return MADE.computeIfAbsent(name + at, same -> new OneTimeAuthority().issue(name, at));
  }

  @Test
  void firstRunLeavesSomethingToServeAndSomebodyToTrust() {
    assertThat(look()).isEqualTo(Duration.ofHours(1));
    var keyring = registry.keyring();
    assertThat(keyring.current().name()).isEqualTo("azureml-connector-admission.azureml.svc");
    assertThat(registry.bundles()).containsExactly(keyring.bundle());
    var before = registry.tls();
    look();
    assertThat(registry.tls()).as("nothing is due").isEqualTo(before);
  }

  @Test
  void nextIsTrustedBeforeItIsServedAndTheFormerForAsLongAsItMayBe() {
    look();
    var first = registry.keyring().current();
    assertThat(renewal().servedUntil()).contains(first.notAfter());
    now = first.notAfter().minus(Rotation.RENEW_BEFORE_END);
    assertThat(look()).isEqualTo(Rotation.TRUST_SETTLES);
    var staged = registry.keyring();
    assertThat(staged.current()).isEqualTo(first);
    var second = staged.next().orElseThrow();
    assertThat(registry.bundles()).containsExactly(staged.bundle());

    now = now.plus(Rotation.TRUST_SETTLES);
    assertThat(look()).isEqualTo(Rotation.SERVING_SETTLES);
    assertThat(registry.keyring().current()).isEqualTo(second);
    assertThat(registry.bundles()).as("the same are trusted").containsExactly(staged.bundle());

    now = now.plus(Rotation.SERVING_SETTLES);
    look();
    assertThat(registry.bundles()).singleElement().isEqualTo(second.authority());
  }

  @Test
  void whatSomebodyElseWroteIsReplaced() {
    look();
    registry.spoil(Map.of("tls.crt", "nonsense"));
    look();
    assertThat(registry.bundles()).containsExactly(registry.keyring().bundle());
  }

  /** Replicas serve what they have read, until the kubelet brings something else. */
  @Test
  void whatIsServedStaysTrustedWhenTheSecretIsLost() {
    look();
    var served = registry.keyring().current();
    registry.spoil(Map.of());
    now = now.plusSeconds(1);
    assertThat(look()).isEqualTo(Rotation.SERVING_SETTLES);
    var next = registry.keyring().current();
    assertThat(registry.bundles())
        .singleElement()
        .asString()
        .contains(served.authority().strip(), next.authority().strip());

    now = now.plus(Rotation.SERVING_SETTLES);
    look();
    assertThat(registry.bundles()).containsExactly(next.authority());
  }

  @Test
  void certificateOfAnotherNamespaceIsReplaced() {
    new Renewal(registry, RenewalTest::issue, "elsewhere", () -> now).run();
    now = now.plusSeconds(1);
    look();
    assertThat(registry.keyring().current().name()).endsWith(".azureml.svc");
  }

  /**
   * Over a year, killed anywhere and started again at any time: from the first registration on,
   * what any replica may serve is trusted by any API server, however late both hear of changes.
   */
  @Property(tries = 40)
  void noCallFailsWhateverIsKilled(@ForAll @Size(max = 30) List<@IntRange(max = 4) Integer> kills) {
    var year = new FakeRegistry();
    var clock = new Instant[] {START};
    var renewal = new Renewal(year, RenewalTest::issue, "azureml", () -> clock[0]);
    renewal.run();
    var plans = new ArrayDeque<>(kills);
    var history = new ArrayDeque<Moment>();
    var end = START.plus(Duration.ofDays(120));
    while (clock[0].isBefore(end)) {
      var rest = attempt(year, renewal, plans);
      remember(history, year, clock[0]);
      checkTrust(history, clock[0]);
      clock[0] = clock[0].plus(rest);
    }
    assertThat(year.keyring().current().notAfter()).isAfter(end);
  }

  private record Moment(Instant since, String served, String authority, String trusted) {}

  private static Duration attempt(FakeRegistry year, Renewal renewal, Deque<Integer> kills) {
    try {
      year.killAfter(kills.isEmpty() ? Integer.MAX_VALUE : kills.removeFirst());
      var rest = renewal.run();
      // Hours of rest are many passes in which nothing is due; days keep the test short.
      return rest.compareTo(Duration.ofMinutes(10)) > 0 ? Duration.ofHours(20) : rest;
    } catch (KilledException killed) {
      return Duration.ofSeconds(20);
    }
  }

  private static void remember(Deque<Moment> history, FakeRegistry year, Instant now) {
    var pair = year.keyring().current();
    for (var bundle : year.bundles()) {
      history.add(new Moment(now, pair.certificate(), pair.authority(), bundle));
    }
  }

  /** Replicas serve what was so up to 3 minutes ago; API servers trust what was up to 50 s ago. */
  private static void checkTrust(Deque<Moment> history, Instant now) {
    var served =
        history.stream()
            .filter(moment -> mayStillHold(history, moment, now, Duration.ofMinutes(3)))
            .map(Moment::authority)
            .collect(Collectors.toSet());
    var trusted =
        history.stream()
            .filter(moment -> mayStillHold(history, moment, now, Duration.ofSeconds(50)))
            .map(Moment::trusted)
            .collect(Collectors.toSet());
    for (var bundle : trusted) {
      for (var authority : served) {
        assertThat(bundle).as("at " + now).contains(authority.strip());
      }
    }
  }

  /** It was so until the next moment that differs, and is believed for a while after. */
  private static boolean mayStillHold(
      Deque<Moment> history, Moment moment, Instant now, Duration late) {
    return history.stream()
        .filter(next -> next.since().isAfter(moment.since()))
        .map(Moment::since)
        .min(Instant::compareTo)
        .map(until -> until.plus(late).isAfter(now))
        .orElse(true);
  }

  @Test
  void configurationsAreTheseAndNoOthers() throws IOException {
    var made =
        Webhooks.configurations("azureml", "PEM\n", START).stream()
            .map(Serialization::asYaml)
            .collect(Collectors.joining());
    try (var golden =
        Objects.requireNonNull(getClass().getResourceAsStream("/golden/webhooks.yaml"))) {
      assertThat(made).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
