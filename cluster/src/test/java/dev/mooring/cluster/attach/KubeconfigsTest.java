package dev.mooring.cluster.attach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KubeconfigsTest {
  private static final String GOOD =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: YQ==}}]
      users: [{name: u, user: {token: t}}]
      contexts: [{name: x, context: {cluster: c, user: u}}]
      current-context: x
      """;

  @Test
  void oneThatHoldsAllItselfIsFine() {
    assertThat(Kubeconfigs.trouble(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token: t| exec: {apiVersion: client.authentication.k8s.io/v1, command: sh}| logs in with a program",
        "token: t| auth-provider: {name: gcp}| logs in with a program",
        "token: t| tokenFile: /etc/passwd| names files",
        "token: t| client-key: /etc/key| names files",
        "certificate-authority-data: YQ==| certificate-authority: /etc/ca| names a file",
        "server: \"https://127.0.0.1:6443\"| proxy-url: none| has no server"
      },
      quoteCharacter = '~')
  void oneThatReachesForOursIsNot(String from, String to, String why) {
    assertThat(Kubeconfigs.trouble(GOOD.replace(from, to))).get().asString().contains(why);
  }

  @Test
  void somethingElseIsNotOne() {
    assertThat(Kubeconfigs.trouble("hello")).isPresent();
    assertThat(Kubeconfigs.trouble("kind: Config")).isPresent();
    assertThat(Kubeconfigs.trouble("{{")).isPresent();
  }
}
