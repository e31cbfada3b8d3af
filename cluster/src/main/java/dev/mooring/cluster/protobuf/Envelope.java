package dev.mooring.cluster.protobuf;

import static dev.mooring.cluster.protobuf.Messages.fields;
import static dev.mooring.cluster.protobuf.Messages.message;
import static dev.mooring.cluster.protobuf.Messages.only;
import static dev.mooring.cluster.protobuf.Messages.skip;

import com.google.protobuf.CodedInputStream;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.WatchEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the API server wraps objects (Kubernetes API concepts, "Alternate representations of
 * resources"): four bytes, then a {@code runtime.Unknown} that names the kind.
 */
public final class Envelope {
  /** What is asked for, and what is taken where there is nothing else. */
  public static final String ACCEPTED =
      "application/vnd.kubernetes.protobuf, application/json;q=0.9";

  /** The same of a watch. */
  public static final String ACCEPTED_EVENTS =
      "application/vnd.kubernetes.protobuf;stream=watch, application/json;q=0.9";

  private static final String TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final String MAGIC_TEXT = new String(MAGIC, StandardCharsets.ISO_8859_1);

  private Envelope() {}

  /** Whether an answer of this content type comes so. */
  public static boolean isType(String contentType) {
    return contentType.startsWith(TYPE);
  }

  /** How many bytes {@link #isMagic} looks at. */
  public static int magicLength() {
    return MAGIC.length;
  }

  /** Whether a body that begins so is an object in its envelope. */
  public static boolean isMagic(byte[] beginning) {
    return beginning.length >= MAGIC.length
        && Arrays.equals(beginning, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * An event as a text, which is how the client hands it on.
   *
   * @param frame a {@code meta.v1.WatchEvent}
   */
  public static String text(byte[] frame) {
    return MAGIC_TEXT + new String(frame, StandardCharsets.ISO_8859_1);
  }

  /** Whether it is from {@link #text}. */
  public static boolean isText(String text) {
    return text.startsWith(MAGIC_TEXT);
  }

  /**
   * Reads an event.
   *
   * @param text of {@link #text}
   * @throws IOException if it is not one of pods
   */
  public static WatchEvent event(String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    var event = new WatchEvent();
    fields(
        behindMagic(bytes),
        (number, in) -> {
          switch (number) {
            case 1 -> event.setType(in.readString());
            case 2 -> event.setObject(only(in, 1, raw -> object(raw.readByteArray())));
            default -> skip(in);
          }
        });
    if (event.getType() == null || event.getObject() == null) {
      throw new IOException("An event has no type, or no object");
    }
    return event;
  }

  private static CodedInputStream behindMagic(byte[] bytes) {
    return CodedInputStream.newInstance(bytes, MAGIC.length, bytes.length - MAGIC.length);
  }

  /**
   * Reads a pod, a list of pods, or the status that stands for an error.
   *
   * @throws IOException if it is something else
   */
  public static KubernetesResource object(byte[] bytes) throws IOException {
    if (!isMagic(bytes)) {
      throw new IOException("An object has no envelope");
    }
    var unknown = new Unknown();
    fields(behindMagic(bytes), unknown::read);
    if (unknown.raw == null) {
      throw new IOException("An envelope is empty");
    }
    var in = CodedInputStream.newInstance(unknown.raw);
    return switch (unknown.kind) {
      case "Pod" -> pod(in);
      case "PodList" -> pods(in);
      case "Status" -> status(in);
      default ->
          throw new IOException(
              "A %s was given, and only pods are read so".formatted(unknown.kind));
    };
  }

  private static final class Unknown {
    private String kind = "thing without a kind";
    private byte @Nullable [] raw;

    void read(int number, CodedInputStream in) throws IOException {
      switch (number) {
        case 1 ->
            kind = Objects.requireNonNullElse(only(in, 2, CodedInputStream::readString), kind);
        case 2 -> raw = in.readByteArray();
        default -> skip(in);
      }
    }
  }

  private static Pod pod(CodedInputStream in) throws IOException {
    var pod = new Pod();
    fields(in, (number, each) -> PodReader.read(pod, number, each));
    return pod;
  }

  private static PodList pods(CodedInputStream in) throws IOException {
    var list = new PodList();
    list.setMetadata(new ListMeta());
    fields(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> message(each, (inner, meta) -> listMeta(list.getMetadata(), inner, meta));
            case 2 -> {
              var pod = new Pod();
              list.getItems().add(pod);
              message(each, (inner, item) -> PodReader.read(pod, inner, item));
            }
            default -> skip(each);
          }
        });
    return list;
  }

  private static void listMeta(ListMeta meta, int number, CodedInputStream in) throws IOException {
    switch (number) {
      case 2 -> meta.setResourceVersion(Messages.text(in));
      case 3 -> meta.setContinue(Messages.text(in));
      case 4 -> meta.setRemainingItemCount(in.readInt64());
      default -> skip(in);
    }
  }

  private static Status status(CodedInputStream in) throws IOException {
    var status = new Status();
    fields(
        in,
        (number, each) -> {
          switch (number) {
            case 2 -> status.setStatus(Messages.text(each));
            case 3 -> status.setMessage(Messages.text(each));
            case 4 -> status.setReason(Messages.text(each));
            case 5 -> status.setDetails(details(each));
            case 6 -> status.setCode(each.readInt32());
            default -> skip(each);
          }
        });
    return status;
  }

  /** Only when to ask again. */
  private static StatusDetails details(CodedInputStream in) throws IOException {
    var details = new StatusDetails();
    details.setRetryAfterSeconds(only(in, 5, CodedInputStream::readInt32));
    return details;
  }
}
