package dev.mooring.training;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.util.Map;

/** An object that a job owns beside its pods and services. */
public sealed interface Extra {

  /** As it is made, complete but for content that is {@link Drawn}. */
  HasMetadata object();

  Lifetime lifetime();

  /** Whether it is this one, as Kubernetes holds it. */
  default boolean is(HasMetadata there) {
    return there.getKind().equals(object().getKind())
        && there.getMetadata().getName().equals(object().getMetadata().getName());
  }

  /** When it goes, if not with the job object. */
  enum Lifetime {
    /** It stays as long as the job object. */
    JOB,
    /** It goes when the job is suspended, and stays when the job has ended. */
    UNSUSPENDED,
    /** It goes when the job is suspended or has ended. */
    ACTIVE
  }

  /** Made when missing, and then left alone. */
  record Once(HasMetadata object, Lifetime lifetime) implements Extra {}

  /** Made when missing, and brought up to date while the job is under way. */
  record Kept(HasMetadata object, Lifetime lifetime) implements Extra {}

  /**
   * A Secret made when missing and then left alone, whose content is drawn by lot.
   *
   * @param object without content
   */
  record Drawn(Secret object, Content content, Lifetime lifetime) implements Extra {}

  /** Content of a Secret, as a function of what is drawn. */
  @FunctionalInterface
  interface Content {
    /** Text by key. */
    Map<String, String> draw(SecureRandom lots);
  }
}
