package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.crd.PodGroup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingSerializationTest {
  private static final String POD =
      """
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","uid":"c",
      "labels":{"x":"y"},"managedFields":[{"manager":"m","fieldsV1":{"f:spec":{}}}]},
      "spec":{"nodeName":"n","containers":[{"name":"main","resources":{"requests":{"cpu":"1"}}}],
      "unheardOf":{"a":[1,2]}},"status":{"phase":"Running"}}
      """;

  private final KubernetesSerialization streaming = new StreamingSerialization();
  private final KubernetesSerialization usual = new KubernetesSerialization();

  @ParameterizedTest
  @ValueSource(strings = {"ADDED", "MODIFIED", "DELETED"})
  void readsAPodAsItIsReadUsually(String action) {
    var text = "{\"type\":\"%s\",\"object\":%s}".formatted(action, POD);

    var read = streaming.unmarshal(text, WatchEvent.class);

    var expected = (Pod) usual.unmarshal(text, WatchEvent.class).getObject();
    expected.getMetadata().setManagedFields(java.util.List.of());
    assertThat(read.getType()).isEqualTo(action);
    assertThat(read.getObject()).isEqualTo(expected);
  }

  @Test
  void keepsFieldsThatItDoesNotKnow() {
    var read = streaming.unmarshal("{\"type\":\"ADDED\",\"object\":" + POD + "}", WatchEvent.class);

    assertThat(streaming.asJson(read.getObject()))
        .contains("unheardOf")
        .doesNotContain("managedFields");
  }

  @Test
  void readsOurOwnKinds() {
    var text =
        """
        {"type":"ADDED","object":{"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"PodGroup",
        "metadata":{"name":"a"},"spec":{"minMember":3}}}
        """;

    for (var order : new String[] {text, kindFirst(text)}) {
      var group = streaming.unmarshal(order, WatchEvent.class).getObject();
      assertThat(group)
          .isInstanceOfSatisfying(
              PodGroup.class,
              it -> {
                assertThat(it.getKind()).isEqualTo("PodGroup");
                assertThat(it.getSpec().minMember()).isEqualTo(3);
              });
    }
  }

  private static String kindFirst(String text) {
    return text.replace(
        "\"apiVersion\":\"scheduling.volcano.sh/v1beta1\",\"kind\":\"PodGroup\"",
        "\"kind\":\"PodGroup\",\"apiVersion\":\"scheduling.volcano.sh/v1beta1\"");
  }

  @Test
  void readsWhatNobodyHasRegistered() {
    var text = "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Boat\",\"apiVersion\":\"a/v1\"}}";

    assertThat(streaming.unmarshal(text, WatchEvent.class).getObject())
        .isInstanceOf(GenericKubernetesResource.class);
  }

  @Test
  void readsAnError() {
    var text =
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":410}}";

    var read = streaming.unmarshal(text, WatchEvent.class);

    assertThat(read.getObject())
        .isInstanceOfSatisfying(Status.class, it -> assertThat(it.getCode()).isEqualTo(410));
  }

  @Test
  void saysWhatIsWrongWithATextThatIsCutOff() {
    assertThatThrownBy(() ->
            streaming.unmarshal(
                "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"met",
                WatchEvent.class))
        .hasStackTraceContaining("Unexpected end-of-input");
  }
}
