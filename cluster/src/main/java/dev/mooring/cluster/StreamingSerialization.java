package dev.mooring.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cluster.protobuf.Envelope;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Queue;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what watches tell in one go. The client's own way makes a tree of each object first and the
 * object from the tree, which is most of what a watching component does. Nobody here asks who last
 * wrote which field, so that is passed over; the API server keeps it when an object is sent back
 * without. What comes in the API server's binary form is known by its first bytes. Thread-safe.
 */
final class StreamingSerialization extends KubernetesSerialization {
  /**
   * Ours, and those that we serve. What the client does not know as a type it reads as a map of
   * anything, and makes the object from that when it is told.
   */
  private static final List<Class<? extends KubernetesResource>> KINDS =
      List.of(
          AmlJob.class,
          MPIJob.class,
          PluginPodGroup.class,
          PodGroup.class,
          PyTorchJob.class,
          Queue.class,
          TFJob.class);

  private final ObjectMapper mapper;

  StreamingSerialization() {
    this(new ObjectMapper().addMixIn(ObjectMeta.class, WithoutManagedFields.class));
  }

  private StreamingSerialization(ObjectMapper mapper) {
    super(mapper, true);
    this.mapper = mapper;
    KINDS.forEach(this::registerKubernetesResource);
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  @Override
  public <T> T unmarshal(String text, Class<T> type) {
    if (Envelope.isText(text)) {
      return type.cast(enveloped(text));
    }
    if (type == WatchEvent.class) {
      var event = event(text);
      if (event != null) {
        return type.cast(event);
      }
    }
    return super.unmarshal(text, type);
  }

  private static WatchEvent enveloped(String text) {
    try {
      return Envelope.event(text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** An object in its envelope says itself what it is. */
  @Override
  @SuppressWarnings("unchecked") // It is of the kind that was asked for.
  public <T> T unmarshal(InputStream body, TypeReference<T> type) {
    try {
      var whole = new PushbackInputStream(body, Envelope.magicLength());
      var beginning = whole.readNBytes(Envelope.magicLength());
      whole.unread(beginning);
      return Envelope.isMagic(beginning)
          ? (T) Envelope.object(whole.readAllBytes())
          : super.unmarshal(whole, type);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Null where the event is not written in the usual order, or of a kind nobody has registered. */
  private @Nullable WatchEvent event(String text) {
    try (var parser = mapper.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      var action = next(parser, "type");
      var object = action == null ? null : object(parser);
      return object == null ? null : new WatchEvent(object, action);
    } catch (IOException _) {
      // The usual way says what is wrong with it.
      return null;
    }
  }

  private @Nullable KubernetesResource object(JsonParser parser) throws IOException {
    if (!"object".equals(parser.nextFieldName()) || parser.nextToken() != JsonToken.START_OBJECT) {
      return null;
    }
    var names = names(parser);
    var type =
        names == null ? null : getRegisteredKubernetesResource(names.apiVersion(), names.kind());
    // Both are what objects of the type say of themselves.
    return type == null || parser.nextToken() != JsonToken.FIELD_NAME
        ? null
        : mapper.readValue(parser, type);
  }

  private record Names(String apiVersion, String kind) {}

  /** They come first, of built-in kinds the kind, of others the version. */
  private static @Nullable Names names(JsonParser parser) throws IOException {
    var first = parser.nextFieldName();
    var one = parser.nextTextValue();
    var second = parser.nextFieldName();
    var other = parser.nextTextValue();
    if (one == null || other == null) {
      return null;
    }
    if ("kind".equals(first) && "apiVersion".equals(second)) {
      return new Names(other, one);
    }
    return "apiVersion".equals(first) && "kind".equals(second) ? new Names(one, other) : null;
  }

  private static @Nullable String next(JsonParser parser, String field) throws IOException {
    return field.equals(parser.nextFieldName()) ? parser.nextTextValue() : null;
  }
}
