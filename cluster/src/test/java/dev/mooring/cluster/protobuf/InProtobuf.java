package dev.mooring.cluster.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Writes objects as the API server does, by the messages that the Kubernetes project publishes for
 * Java: texts and numbers that a field cannot do without stand there even if they are empty.
 */
public final class InProtobuf {
  private static final byte[] MAGIC = "k8s\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final ObjectMapper JSON = new ObjectMapper();

  private InProtobuf() {}

  /** Writes a pod in its envelope. */
  public static byte[] pod(Pod pod) {
    return enveloped("v1", "Pod", message(pod));
  }

  /** Writes a list of them. */
  public static byte[] pods(String resourceVersion, String next, List<Pod> pods) {
    var list =
        V1.PodList.newBuilder()
            .setMetadata(
                Meta.ListMeta.newBuilder()
                    .setSelfLink("")
                    .setResourceVersion(resourceVersion)
                    .setContinue(next));
    pods.forEach(pod -> list.addItems((V1.Pod) message(pod)));
    return enveloped("v1", "PodList", list.build());
  }

  /** Writes what the API server says when a watch is over. */
  public static byte[] status(int code, String reason, String message) {
    return enveloped(
        "v1",
        "Status",
        Meta.Status.newBuilder()
            .setStatus("Failure")
            .setMessage(message)
            .setReason(reason)
            .setCode(code)
            .build());
  }

  /** Writes a watch's frame, without its length. */
  public static byte[] event(String type, byte[] enveloped) {
    return Meta.WatchEvent.newBuilder()
        .setType(type)
        .setObject(Runtime.RawExtension.newBuilder().setRaw(ByteString.copyFrom(enveloped)))
        .build()
        .toByteArray();
  }

  /** Writes what is no pod. */
  public static byte[] node() {
    return enveloped("v1", "Node", V1.Node.getDefaultInstance());
  }

  private static byte[] enveloped(String version, String kind, Message object) {
    var unknown =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion(version).setKind(kind))
            .setRaw(object.toByteString())
            .setContentEncoding("")
            .setContentType("")
            .build()
            .toByteArray();
    var all = new byte[MAGIC.length + unknown.length];
    System.arraycopy(MAGIC, 0, all, 0, MAGIC.length);
    System.arraycopy(unknown, 0, all, MAGIC.length, unknown.length);
    return all;
  }

  private static Message message(HasMetadata pod) {
    var json = JSON.<JsonNode>valueToTree(pod);
    try {
      return V1.Pod.parseFrom(message(V1.Pod.getDescriptor(), json).toByteArray());
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static DynamicMessage message(Descriptor type, JsonNode json) {
    if (type.equals(Resource.Quantity.getDescriptor())) {
      return DynamicMessage.newBuilder(type)
          .setField(type.findFieldByName("string"), json.asText())
          .build();
    }
    if (type.equals(Meta.Time.getDescriptor())) {
      return DynamicMessage.newBuilder(type)
          .setField(type.findFieldByName("seconds"), Instant.parse(json.asText()).getEpochSecond())
          .setField(type.findFieldByName("nanos"), 0)
          .build();
    }
    var message = DynamicMessage.newBuilder(type);
    type.getFields().stream()
        .filter(
            field -> field.getJavaType() == FieldDescriptor.JavaType.STRING && !field.isRepeated())
        .forEach(field -> message.setField(field, ""));
    json.properties()
        .forEach(property -> {
          var field = type.findFieldByName(property.getKey());
          if (field != null) {
            set(message, field, property.getValue());
          } else if (type.equals(V1.Volume.getDescriptor())) {
            var source = type.findFieldByName("volumeSource");
            message.setField(source, message(source.getMessageType(), json));
          }
        });
    return message.build();
  }

  private static void set(DynamicMessage.Builder message, FieldDescriptor field, JsonNode json) {
    if (field.isMapField()) {
      json.properties()
          .forEach(entry ->
              message.addRepeatedField(field, entry(field, entry.getKey(), entry.getValue())));
    } else if (field.isRepeated()) {
      json.forEach(item -> message.addRepeatedField(field, value(field, item)));
    } else {
      message.setField(field, value(field, json));
    }
  }

  private static DynamicMessage entry(FieldDescriptor field, String key, JsonNode value) {
    var type = field.getMessageType();
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByNumber(1), key)
        .setField(type.findFieldByNumber(2), value(type.findFieldByNumber(2), value))
        .build();
  }

  private static Object value(FieldDescriptor field, JsonNode json) {
    return switch (field.getJavaType()) {
      case STRING -> json.asText();
      case INT -> json.asInt();
      case LONG -> json.asLong();
      case BOOLEAN -> json.asBoolean();
      case MESSAGE -> message(field.getMessageType(), json);
      case FLOAT, DOUBLE, BYTE_STRING, ENUM ->
          throw new IllegalArgumentException("No pod has a " + field.getJavaType());
    };
  }
}
