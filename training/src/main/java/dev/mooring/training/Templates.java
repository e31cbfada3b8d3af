package dev.mooring.training;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.training.Planned.Problem;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pod templates, decoded as strictly as the API server decodes a pod: what it would refuse or drop
 * is a problem with its path.
 */
public final class Templates {
  private static final JsonMapper STRICT = strict();

  private Templates() {}

  /** A template, or what is wrong with it; exactly one of the two. */
  public sealed interface Decoded {
    record Good(PodTemplateSpec template) implements Decoded {}

    record Bad(List<Problem> problems) implements Decoded {}
  }

  /**
   * Decodes a template.
   *
   * @param path where it stands in the job, such as {@code
   *     spec.pytorchReplicaSpecs.Worker.template}
   */
  public static Decoded decode(Map<String, @Nullable Object> template, String path) {
    var unknown = new ArrayList<Problem>();
    var reader =
        STRICT.readerFor(PodTemplateSpec.class).withHandler(new UnknownFields(path, unknown));
    try {
      PodTemplateSpec decoded =
          reader.treeToValue(STRICT.valueToTree(template), PodTemplateSpec.class);
      return unknown.isEmpty() ? new Decoded.Good(decoded) : new Decoded.Bad(unknown);
    } catch (JsonMappingException wrong) {
      unknown.add(new Problem(path + path(wrong), wrong.getOriginalMessage()));
      return new Decoded.Bad(unknown);
    } catch (JsonProcessingException wrong) {
      unknown.add(new Problem(path, wrong.getOriginalMessage()));
      return new Decoded.Bad(unknown);
    }
  }

  /** A template as a job holds it; a copy that may be changed. */
  public static Map<String, Object> encode(PodTemplateSpec template) {
    return STRICT.convertValue(template, new TypeReference<>() {});
  }

  private static String path(JsonMappingException wrong) {
    var path = new StringBuilder();
    for (var step : wrong.getPath()) {
      if (step.getFieldName() != null) {
        path.append('.').append(step.getFieldName());
      } else {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.toString();
  }

  private static JsonMapper strict() {
    return JsonMapper.builder()
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        // UnknownFields tells them all; as an exception, only the first would be told.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .annotationIntrospector(new WithoutAnySetters())
        // A key without a value is a field that is not given; an entry without one is empty.
        .defaultSetterInfo(JsonSetter.Value.construct(Nulls.SKIP, Nulls.AS_EMPTY))
        .build();
  }

  /** Fabric8's model keeps unknown fields in a map; without its setter they are unknown again. */
  private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated method) {
      return false;
    }
  }

  /** Collects unknown fields. */
  private static final class UnknownFields extends DeserializationProblemHandler {
    private final String root;
    private final List<Problem> problems;

    UnknownFields(String root, List<Problem> problems) {
      this.root = root;
      this.problems = problems;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name) {
      var here = parser.getParsingContext();
      // At the start of an object or array, the parser already stands inside it.
      var field = parser.currentToken().isStructStart() ? here.getParent() : here;
      problems.add(new Problem(root + path(field), "unknown field"));
      return false;
    }

    private static String path(@Nullable JsonStreamContext here) {
      if (here == null || here.inRoot()) {
        return "";
      }
      var above = path(here.getParent());
      return here.inArray()
          ? above + "[" + here.getCurrentIndex() + "]"
          : above + "." + here.getCurrentName();
    }
  }
}
