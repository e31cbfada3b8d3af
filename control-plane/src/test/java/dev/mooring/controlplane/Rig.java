package dev.mooring.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.controlplane.agents.JobDrafts;
import dev.mooring.controlplane.arm.Removal;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Site;
import dev.mooring.controlplane.identity.Audiences;
import dev.mooring.controlplane.identity.Tokens;
import dev.mooring.controlplane.jobs.JobTasks;
import dev.mooring.controlplane.jobs.LaunchSettings;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.controlplane.tls.Authority;
import dev.mooring.controlplane.tls.ServerCertificate;
import dev.mooring.controlplane.tls.TestAuthority;
import dev.mooring.controlplane.work.Pace;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.controlplane.work.WorkLoop;
import dev.mooring.store.Store;
import dev.mooring.testkit.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The platform over a store in memory, on a free port of the loopback, and a client of it. */
public final class Rig implements AutoCloseable {
  public static final String GROUP = "/subscriptions/s1/resourceGroups/g1";
  public static final String WORKSPACE =
      GROUP + "/providers/Microsoft.MachineLearningServices/workspaces/main";
  public static final String CLUSTER =
      GROUP + "/providers/Microsoft.ContainerService/managedClusters/c1";
  public static final String KUBECONFIG =
      """
      {"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}],
       "clusters":[{"name":"k","cluster":{"server":"https://127.0.0.1:6443"}}],
       "users":[{"name":"u","user":{"token":"t"}}]}
      """;

  /** One for all rigs: to make one takes longer than a test. */
  private static final byte[] SIGNING_KEY = signingKey();

  static {
    // So that a call to the loopback can name one of the platform's hosts.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  public final MemoryStore store = new MemoryStore();
  public final FakeBlobs blobs = new FakeBlobs();
  public final Site site;
  private final Path folder;
  private final Platform platform;
  private final WorkLoop work;
  private final HttpClient client;
  private String token = "";

  private Rig(Path folder) {
    this.folder = folder;
    this.site = new Site("m.test", freePort());
    TestAuthority.write(folder, "EC");
    store.secrets().put("token-signing-key", SIGNING_KEY);
    var loopback = List.of(InetAddress.getLoopbackAddress());
    var clock = InstantSource.system();
    var authority = Authority.read(folder, clock);
    var secrets = store.secrets();
    var parts =
        new Platform.Parts(
            store,
            new ServerCertificate(authority, secrets, site.domain(), loopback),
            new Tokens(secrets, site.issuer(), Audiences.of(site.base()), clock),
            new Storage(
                new Storage.Ports(blobs, blobs, blobs), secrets, site.storageSuffix(), clock),
            blobs);
    this.platform = Platform.start(settings(folder, loopback), parts);
    this.work = work(store);
    this.client = HttpClient.newBuilder().sslContext(trust(authority.pem())).build();
  }

  /** A platform with nothing in it, and a token to call it with. */
  public static Rig start() {
    try {
      var rig = new Rig(Files.createTempDirectory("rig"));
      var form = "grant_type=client_credentials&client_id=demo&client_secret=hush&scope=";
      var answer =
          rig.send(
              "POST",
              "/adfs/oauth2/token",
              form + rig.site.base() + "/.default",
              Map.of("Content-Type", "application/x-www-form-urlencoded"));
      rig.token = answer.json().path("access_token").asText();
      return rig;
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A platform with a group, a workspace and a cluster. */
  public static Rig furnished() {
    var rig = start();
    rig.call("PUT", GROUP, "{\"location\":\"local\"}");
    rig.call("PUT", WORKSPACE, "{\"location\":\"local\",\"properties\":{}}");
    rig.call("PUT", CLUSTER, cluster(KUBECONFIG));
    return rig;
  }

  /** The body that registers a cluster. */
  public static String cluster(String kubeconfig) {
    var body = Json.object().put("location", "local");
    body.putObject("properties")
        .put(
            "kubeconfig",
            Base64.getEncoder().encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8)));
    return Json.write(body);
  }

  private static byte[] signingKey() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair().getPrivate().getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Settings settings(Path folder, List<InetAddress> bind) {
    return new Settings(
        new Settings.Network(site, bind, 0, 0),
        new Settings.Database("jdbc:none", "none", "none"),
        new Settings.Folders(folder, folder),
        new Settings.AgentParts(folder, "agent:1", "launcher:1"),
        new SecretKeySpec(new byte[32], "AES"),
        new Settings.Client("demo", "hush"));
  }

  private static WorkLoop work(Store store) {
    var tasks =
        new JobTasks(
            store,
            _ -> Optional.empty(),
            (_, _, _) -> "",
            new LaunchSettings("launcher:1", ""),
            InstantSource.system());
    var handlers =
        Map.<String, TaskHandler>of(JobDrafts.TASK, tasks, Removal.TASK, new Removal(store));
    return WorkLoop.start(store.tasks(), handlers, Set::of, Pace.NORMAL);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new IllegalStateException(none);
    }
  }

  private static SSLContext trust(String pem) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** An answer. */
  public record Answer(int status, HttpResponse<String> raw) {
    public JsonNode json() {
      return Json.parse(raw.body());
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    public String code() {
      return json().path("error").path("code").asText();
    }

    public String nextStep() {
      return json().at("/error/additionalInfo/0/info/nextStep").asText();
    }
  }

  /** Calls with the token; the api-version is one that nobody knows. */
  public Answer call(String method, String path, String body) {
    var versioned = path + (path.contains("?") ? "&" : "?") + "api-version=2099-01-01";
    return send(method, versioned, body, Map.of("Authorization", "Bearer " + token));
  }

  public Answer get(String path) {
    return call("GET", path, "");
  }

  /** Calls with these headers, and no others. */
  public Answer send(String method, String path, String body, Map<String, String> headers) {
    var target = path.startsWith("https:") ? URI.create(path).getRawSchemeSpecificPart() : path;
    var local = target.replaceFirst("^//[^/]*", "");
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + site.port() + local))
            .header("Host", headers.getOrDefault("Host", site.apiAuthority()))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach((name, value) -> {
      if (!name.equals("Host")) {
        request.header(name, value);
      }
    });
    try {
      var raw = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(raw.statusCode(), raw);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(method + " " + path, failed);
    }
  }

  public int healthPort() {
    return platform.healthPort();
  }

  @Override
  public void close() {
    // The client first: the server waits for connections that are open.
    client.shutdownNow();
    client.close();
    platform.close();
    work.close();
    store.close();
    try (var left = Files.walk(folder)) {
      left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
