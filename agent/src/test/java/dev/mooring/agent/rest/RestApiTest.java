package dev.mooring.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cluster.rest.Written;
import dev.mooring.crd.AmlJob;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class RestApiTest {
  private static final String PATH = "/v1/namespaces/lab/jobs/j";
  private static final String JOB =
      """
      {"id":"calm_job_1","spec":{"image":"a","command":"python t.py","instanceCount":2,
       "processesPerInstance":1,"distribution":"PyTorch","requests":{"cpu":"1"},"timeoutSeconds":60,
       "environment":{"A":"b"},"launcherImage":"l"},
       "launch":{"job":"calm_job_1","artifacts":{"sas":"https://a/azureml?sig=x","prefix":"p/"},
       "ca":"PEM"}}
      """;

  private final FakeAgentCluster cluster = new FakeAgentCluster();
  private final Served api =
      new Served(cluster, new Journal("e", 10), Duration.ofSeconds(5), Duration.ofSeconds(1));

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void whoDoesNotShowTheTokenIsTurnedAway() {
    for (var shown : new String[] {"Bearer wrong", "Basic " + Served.TOKEN, Served.TOKEN, ""}) {
      var reply = api.call("GET", "/v1/nodes", "", shown);
      assertThat(reply.status()).as(shown).isEqualTo(401);
      assertThat(reply.code()).isEqualTo("Unauthorized");
      assertThat(api.call("GET", "/v1/watch", "", shown).status()).isEqualTo(401);
    }
    assertThat(api.call("GET", "/v1/nodes", "", "bearer " + Served.TOKEN).status()).isEqualTo(200);
  }

  @Test
  void aJobIsMadeWithItsSecretAndFoundAgain() {
    var reply = api.call("PUT", PATH, JOB);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("phase").asText()).isEqualTo("Preparing");
    var job = cluster.job("j");
    assertThat(job.getMetadata().getAnnotations())
        .containsEntry(AmlJob.ID_ANNOTATION, "calm_job_1")
        .containsEntry(AmlJob.LAUNCH_READY_ANNOTATION, "true");
    assertThat(job.getMetadata().getLabels()).containsEntry(AmlJob.ID_ANNOTATION, "calm_job_1");
    assertThat(job.getSpec().timeoutSeconds()).isEqualTo(60);
    assertThat(cluster.secrets()).containsOnlyKeys("j-launch");
    assertThat(cluster.secrets().get("j-launch")).contains("sig=x").doesNotContain("python t.py");

    assertThat(api.call("PUT", PATH, JOB).status()).isEqualTo(200);
    assertThat(api.call("GET", PATH, "").json().path("phase").asText()).isEqualTo("Preparing");
  }

  @Test
  void anotherJobOfTheNameIsNotReplaced() {
    api.call("PUT", PATH, JOB);
    for (var other :
        new String[] {JOB.replace("python t.py", "python u.py"), JOB.replace("calm_job_1", "x")}) {
      var reply = api.call("PUT", PATH, other);
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.code()).isEqualTo("JobDiffers");
    }
    assertThat(api.call("PUT", PATH, JOB.replace("sig=x", "sig=y")).status())
        .as("another signature is the same job")
        .isEqualTo(200);
  }

  @Test
  void whatDiedBetweenJobAndSecretIsTakenUpAgain() {
    cluster.dieBeforeSecret(true);
    assertThat(api.call("PUT", PATH, JOB).status()).isEqualTo(500);
    assertThat(cluster.secrets()).isEmpty();
    cluster.dieBeforeSecret(false);
    assertThat(api.call("PUT", PATH, JOB).status()).isEqualTo(200);
    assertThat(cluster.secrets()).containsOnlyKeys("j-launch");
  }

  @Test
  void aMissingNamespaceIsNamedWithItsCure() {
    var reply = api.call("PUT", "/v1/namespaces/other/jobs/j", JOB);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("NamespaceNotFound");
    assertThat(reply.json().at("/error/nextStep").asText())
        .contains("kubectl create namespace other");
  }

  @Test
  void whatTheApiServerRefusesIsToldInItsWords() {
    cluster.answerNextWith(new Written.Refused(false, "metadata.name must be shorter"));
    var invalid = api.call("PUT", PATH, JOB);
    assertThat(invalid.status()).isEqualTo(400);
    assertThat(invalid.json().at("/error/message").asText())
        .isEqualTo("metadata.name must be shorter");
    cluster.answerNextWith(new Written.Refused(true, "exceeded quota"));
    assertThat(api.call("PUT", PATH, JOB).status()).isEqualTo(403);
  }

  @Test
  void aBodyThatIsNoJobSaysWhatIsWrong() {
    assertThat(api.call("PUT", PATH, "{").code()).isEqualTo("BadRequest");
    assertThat(api.call("PUT", PATH, "null").code()).isEqualTo("BadRequest");
    var reply = api.call("PUT", PATH, JOB.replace("\"image\":\"a\",", ""));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/error/message").asText()).contains("spec.image is missing");
    assertThat(
            api.call("PUT", PATH, JOB.replace("\"instanceCount\":2", "\"instanceCount\":0")).code())
        .isEqualTo("BadRequest");
  }

  /** More than a connection holds while nobody reads from it; one in nine lost its answer. */
  @RepeatedTest(20)
  void whoSendsTooMuchGetsTheAnswerAllTheSame() {
    var reply = api.call("PUT", PATH, " ".repeat(1 << 25));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.code()).isEqualTo("BodyTooLarge");
  }

  @Test
  void aJobThatIsBeingDeletedIsNotTakenForTheNewOne() {
    api.call("PUT", PATH, JOB);
    cluster.markDeleting("j");
    assertThat(api.call("PUT", PATH, JOB).code()).isEqualTo("JobBeingDeleted");
  }

  @Test
  void cancelAsksAndDeleteIsIdempotent() {
    assertThat(api.call("POST", PATH + "/cancel", "").code()).isEqualTo("JobNotFound");
    assertThat(api.call("GET", PATH, "").code()).isEqualTo("JobNotFound");
    api.call("PUT", PATH, JOB);
    assertThat(api.call("POST", PATH + "/cancel", "").status()).isEqualTo(200);
    assertThat(cluster.job("j").getSpec().cancelRequested()).isTrue();
    assertThat(api.call("PUT", PATH, JOB).status()).as("still the same job").isEqualTo(200);
    assertThat(api.call("DELETE", PATH, "").status()).isEqualTo(204);
    assertThat(api.call("DELETE", PATH, "").status()).isEqualTo(204);
  }

  @Test
  void theClusterIsShown() {
    assertThat(api.call("GET", "/v1/nodes", "").text())
        .isEqualTo(
            "[{\"name\":\"n1\",\"ready\":true,\"allocatable\":{\"cpu\":\"2\"},\"requested\":{\"cpu\":\"250m\"}}]");
    assertThat(api.call("GET", "/v1/pods", "").json().at("/0/restarts").asInt()).isEqualTo(2);
    assertThat(api.call("GET", PATH + "/events", "").json().at("/0/type").asText())
        .isEqualTo("Warning");
    var log = "/v1/namespaces/lab/pods/p/log";
    assertThat(api.call("GET", log, "").text()).isEqualTo("p - 500\n");
    assertThat(api.call("GET", log + "?container=ship&tail=7", "").text()).isEqualTo("p ship 7\n");
    assertThat(api.call("GET", log + "?tail=many", "").code()).isEqualTo("BadRequest");
    assertThat(api.call("GET", "/v1/namespaces/lab/pods/early/log", "").code())
        .isEqualTo("LogNotAvailable");
    assertThat(api.call("GET", "/v1/namespaces/lab/pods/none/log", "").code())
        .isEqualTo("PodNotFound");
  }

  @Test
  void namesThatKubernetesDoesNotTakeGoNoFurther() {
    assertThat(api.call("GET", "/v1/namespaces/lab/jobs/..%2Fx", "").code())
        .isIn("NameInvalid", "NoSuchCall");
    assertThat(api.call("GET", "/v1/namespaces/LAB/jobs/j", "").code()).isEqualTo("NameInvalid");
    assertThat(api.call("PATCH", PATH, "").code()).isEqualTo("NoSuchCall");
  }

  @Test
  void anApiServerThatIsDownIsSaid() {
    cluster.goDown();
    var reply = api.call("GET", PATH, "");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("ClusterUnavailable");
  }

  @Test
  void probesNeedNoToken() {
    assertThat(api.call("GET", "/readyz", "", "").status()).isEqualTo(200);
  }

  @Test
  void aTokenFileMustBeNamed() {
    assertThatThrownBy(() -> RestServer.tokenFile(Optional.empty()))
        .hasMessageContaining("REST_TOKEN_FILE is not set");
  }
}
