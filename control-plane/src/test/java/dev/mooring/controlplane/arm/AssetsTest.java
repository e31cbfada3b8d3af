package dev.mooring.controlplane.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.controlplane.Rig;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes, environments and datastores. */
final class AssetsTest {
  private static final String HASH = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
  private static final String CODE = Rig.WORKSPACE + "/codes/5d3a/versions";
  private static final String ENVIRONMENT = Rig.WORKSPACE + "/environments/env/versions";

  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.furnished();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String upload() {
    var upload = rig.call("POST", CODE + "/1/startPendingUpload", "{}").json();
    return upload.at("/blobReferenceForConsumption/blobUri").asText();
  }

  private static String code(String uri) {
    return """
    {"properties":{"codeUri":"%s/src","isAnonymous":true,
     "properties":{"hash_sha256":"%s","hash_version":"202208"}}}
    """
        .formatted(uri, HASH);
  }

  @Test
  void uploadIsToAContainerOfTheCodesOwn() {
    var reference =
        rig.call("POST", CODE + "/1/startPendingUpload", "{}")
            .json()
            .path("blobReferenceForConsumption");

    var uri = reference.path("blobUri").asText();
    assertThat(uri)
        .matches("https://moor[0-9a-f]{10}\\.blob\\.core\\.m\\.test:\\d+/code-[0-9a-f-]{36}");
    assertThat(reference.at("/credential/credentialType").asText()).isEqualTo("SAS");
    assertThat(reference.at("/credential/sasUri").asText())
        .startsWith(uri + "?")
        .contains("sp=rcwl");
    assertThat(upload()).isEqualTo(uri);
    assertThat(rig.blobs.containers)
        .anyMatch(name -> uri.endsWith(name.substring(name.indexOf("/"))));
  }

  @Test
  void codeThatIsThereIsFoundByItsHash() {
    var search = Rig.WORKSPACE + "/codes/another/versions?hashVersion=202208&hash=";
    assertThat(rig.get(search + HASH).json().path("value").isEmpty()).isTrue();

    var put = rig.call("PUT", CODE + "/1", code(upload()));

    assertThat(put.status()).isEqualTo(201);
    assertThat(rig.get(search + HASH).json().at("/value/0/id").asText()).isEqualTo(CODE + "/1");
    assertThat(rig.get(search + HASH + "0").json().path("value").isEmpty()).isTrue();
    assertThat(rig.get(CODE + "/1").json().at("/properties/codeUri").asText()).endsWith("/src");
    assertThat(rig.get(CODE).json().path("value")).hasSize(1);
  }

  @Test
  void codeThatIsThereDoesNotChange() {
    var uri = upload();
    rig.call("PUT", CODE + "/1", code(uri));

    assertThat(rig.call("PUT", CODE + "/1", code(uri)).status()).isEqualTo(200);
    assertThat(rig.call("PUT", CODE + "/1", code(uri + "/other")).code())
        .isEqualTo("CodeVersionExists");
    assertThat(rig.call("POST", CODE + "/1/startPendingUpload", "{}").code())
        .isEqualTo("CodeVersionExists");
  }

  @Test
  void codeElsewhereIsRefused() {
    var refused = rig.call("PUT", CODE + "/1", code("https://elsewhere.blob.core.m.test/c"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("CodeUriForeign");
    assertThat(rig.get(CODE + "/2").code()).isEqualTo("CodeNotFound");
  }

  @Test
  void environmentIsAnImage() {
    var body = "{\"properties\":{\"image\":\"python:3.11\",\"isAnonymous\":true}}";

    assertThat(rig.call("PUT", ENVIRONMENT + "/1", body).status()).isEqualTo(201);
    assertThat(rig.call("PUT", ENVIRONMENT + "/1", body).status()).isEqualTo(200);
    rig.call("PUT", ENVIRONMENT + "/2", body);

    var newest = rig.get(ENVIRONMENT + "?$orderBy=createdtime%20desc&$top=1").json();
    assertThat(newest.path("value")).hasSize(1);
    assertThat(newest.at("/value/0/name").asText()).isEqualTo("2");
    var rest = rig.get(newest.path("nextLink").asText()).json();
    assertThat(rest.at("/value/0/name").asText()).isEqualTo("1");
    assertThat(rest.path("nextLink").isNull()).isTrue();
    assertThat(rig.get(ENVIRONMENT + "/1").json().at("/properties/isAnonymous").asBoolean())
        .isTrue();
    var containers = rig.get(Rig.WORKSPACE + "/environments").json();
    assertThat(containers.at("/value/0/properties/latestVersion").asText()).isEqualTo("2");
  }

  @Test
  void environmentThatWouldHaveToBeBuiltIsRefused() {
    var conda =
        "{\"properties\":{\"image\":\"python:3.11\",\"condaFile\":\"dependencies: [pip]\"}}";

    var refused = rig.call("PUT", ENVIRONMENT + "/1", conda);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("EnvironmentBuildUnsupported");
    assertThat(refused.nextStep()).contains("image");
    assertThat(rig.call("PUT", ENVIRONMENT + "/1", "{\"properties\":{}}").code())
        .isEqualTo("EnvironmentImageMissing");
    assertThat(rig.get(ENVIRONMENT + "/1").code()).isEqualTo("EnvironmentNotFound");
  }

  @Test
  void environmentVersionKeepsItsImage() {
    rig.call("PUT", ENVIRONMENT + "/1", "{\"properties\":{\"image\":\"a:1\"}}");

    var refused = rig.call("PUT", ENVIRONMENT + "/1", "{\"properties\":{\"image\":\"b:1\"}}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("EnvironmentVersionExists");
  }

  @Test
  void everyWorkspaceHasItsDatastores() {
    var path = Rig.WORKSPACE + "/datastores";

    assertThat(rig.get(path).json().path("value")).hasSize(2);
    var usual = rig.get(path + "?isDefault=true&count=30&orderByAsc=false").json();
    assertThat(usual.path("value")).hasSize(1);
    assertThat(usual.at("/value/0/name").asText()).isEqualTo("workspaceblobstore");
    assertThat(usual.at("/value/0/properties/containerName").asText())
        .isEqualTo("azureml-blobstore");
    var artifacts = rig.get(path + "/workspaceartifactstore").json().path("properties");
    assertThat(artifacts.path("containerName").asText()).isEqualTo("azureml");
    assertThat(artifacts.path("endpoint").asText()).isEqualTo(rig.site.storageSuffix());
    var secrets = rig.call("POST", path + "/workspaceblobstore/listSecrets", "{}").json();
    assertThat(secrets.path("secretsType").asText()).isEqualTo("AccountKey");
    assertThat(Base64.getDecoder().decode(secrets.path("key").asText())).hasSize(64);
    assertThat(rig.get(path + "/other").code()).isEqualTo("DatastoreNotFound");
  }
}
