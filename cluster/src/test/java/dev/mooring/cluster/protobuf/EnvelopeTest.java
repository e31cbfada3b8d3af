package dev.mooring.cluster.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EnvelopeTest {

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("lab")
        .withResourceVersion("7")
        .endMetadata()
        .withNewSpec()
        .withNodeName("n")
        .endSpec()
        .build();
  }

  @Test
  void aListHasItsItemsAndWhereItGoesOn() throws IOException {
    var list = (PodList) Envelope.object(InProtobuf.pods("9", "more", List.of(pod("a"), pod("b"))));

    assertThat(list.getMetadata().getResourceVersion()).isEqualTo("9");
    assertThat(list.getMetadata().getContinue()).isEqualTo("more");
    assertThat(list.getItems()).isEqualTo(List.of(pod("a"), pod("b")));
  }

  @Test
  void theLastPageOfAListGoesOnNowhere() throws IOException {
    var list = (PodList) Envelope.object(InProtobuf.pods("9", "", List.of()));

    assertThat(list.getMetadata().getContinue()).isNull();
    assertThat(list.getItems()).isEmpty();
  }

  @Test
  void anEventIsATextInBetween() throws IOException {
    var named = pod("ü-\u0000-\uD83D\uDE80");
    var text = Envelope.text(InProtobuf.event("MODIFIED", InProtobuf.pod(named)));

    var event = Envelope.event(text);

    assertThat(Envelope.isText(text)).isTrue();
    assertThat(event.getType()).isEqualTo("MODIFIED");
    assertThat(event.getObject()).isEqualTo(named);
  }

  @Test
  void anEventMayBeAnError() throws IOException {
    var gone = InProtobuf.status(410, "Expired", "too old resource version");

    var event = Envelope.event(Envelope.text(InProtobuf.event("ERROR", gone)));

    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            Status.class,
            status -> {
              assertThat(status.getCode()).isEqualTo(410);
              assertThat(status.getReason()).isEqualTo("Expired");
              assertThat(status.getMessage()).isEqualTo("too old resource version");
              assertThat(status.getStatus()).isEqualTo("Failure");
            });
  }

  @Test
  void otherKindsAreRefusedByName() {
    assertThatThrownBy(() -> Envelope.object(InProtobuf.node()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Node");
  }

  @Test
  void whatIsCutOffAnywhereIsAnErrorAndNoPod() {
    var whole = InProtobuf.pod(pod("a"));
    for (var length = 0; length < whole.length - 4; length++) {
      var part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Envelope.object(part))
          .describedAs("%d of %d bytes", length, whole.length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anEventWithoutAnObjectIsAnError() {
    assertThatThrownBy(() -> Envelope.event(Envelope.text(new byte[0])))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsTextIsNoEnvelope() {
    assertThat(Envelope.isText("{\"type\":\"ADDED\"}")).isFalse();
    assertThat(Envelope.isMagic("{\"ki".getBytes(StandardCharsets.US_ASCII))).isFalse();
    assertThat(Envelope.isType("application/json")).isFalse();
    assertThat(Envelope.isType("application/vnd.kubernetes.protobuf;stream=watch")).isTrue();
  }
}
