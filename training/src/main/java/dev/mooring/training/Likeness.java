package dev.mooring.training;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Set;

/**
 * Whether an object is as it was asked for. What the API server or others have added does not
 * matter; a quantity may be spelled in another way.
 */
final class Likeness {
  private static final JsonMapper JSON =
      JsonMapper.builder().addMixIn(CustomResource.class, WithoutStatus.class).build();

  private static final Set<String> NOT_ASKED = Set.of("apiVersion", "kind", "metadata", "status");

  private Likeness() {}

  /** A status is never asked for, and has fields that are none of this mapper's business. */
  @JsonIgnoreProperties("status")
  private interface WithoutStatus {}

  static boolean has(HasMetadata there, HasMetadata asked) {
    JsonNode here = JSON.valueToTree(there);
    JsonNode wanted = JSON.valueToTree(asked);
    return wanted.properties().stream()
        .filter(field -> !NOT_ASKED.contains(field.getKey()))
        .allMatch(field -> has(here.path(field.getKey()), field.getValue()));
  }

  private static boolean has(JsonNode there, JsonNode asked) {
    return switch (asked.getNodeType()) {
      case NULL -> true;
      case OBJECT ->
          asked.properties().stream()
              .allMatch(field -> has(there.path(field.getKey()), field.getValue()));
      case ARRAY -> hasItems(there, asked);
      case STRING -> asked.equals(there) || isSameQuantity(there, asked);
      case BINARY, BOOLEAN, MISSING, NUMBER, POJO -> asked.asText().equals(there.asText());
    };
  }

  private static boolean hasItems(JsonNode there, JsonNode asked) {
    if (there.size() != asked.size()) {
      return false;
    }
    for (var item = 0; item < asked.size(); item++) {
      if (!has(there.path(item), asked.path(item))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSameQuantity(JsonNode there, JsonNode asked) {
    try {
      return Quantity.getAmountInBytes(Quantity.parse(there.asText()))
              .compareTo(Quantity.getAmountInBytes(Quantity.parse(asked.asText())))
          == 0;
    } catch (IllegalArgumentException notQuantities) {
      return false;
    }
  }
}
