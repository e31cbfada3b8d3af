package dev.mooring.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A component's way to the API server; thread-safe, closed by whoever opened it. It is handed
 * around as a value, and only this module takes the client out of it.
 */
public final class Connection implements AutoCloseable {
  private static final Path SERVICE_ACCOUNT_TOKEN =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  /**
   * The API server gives a call up after as long. Who gives up sooner asks again, and a server that
   * is busy with a long list then makes it twice.
   */
  private static final Duration SERVER_PATIENCE = Duration.ofMinutes(1);

  private static final Duration PERSON_PATIENCE = Duration.ofSeconds(10);

  /**
   * The API server ends each watch after minutes, and nothing is seen until it stands again. After
   * each failure to watch or to list twice as long, up to 32 times: 8 s.
   */
  private static final Duration WATCH_AGAIN = Duration.ofMillis(250);

  private final KubernetesClient client;

  private Connection(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Opens a connection for work that goes on by itself, as the given kubeconfig says, or as the
   * pod's service account where there is none. A call may take as long as the API server lets it.
   *
   * @param userAgent how the component shows in the API server's audit log
   * @throws ClusterException with CONFIGURATION when neither exists; the API server itself is not
   *     asked yet
   */
  public static Connection open(String userAgent, Optional<Path> kubeconfig) {
    return open(userAgent, config(kubeconfig), SERVER_PATIENCE, false);
  }

  /**
   * Opens a connection as {@link #open} does, for a component that sees pods by the thousand: when
   * it lists or watches pods, they have what places them, what they hold and whose they are, and
   * nothing of what their containers run and how these fare.
   *
   * @throws ClusterException with CONFIGURATION as {@link #open(String, Optional)}
   */
  public static Connection openForManyPods(String userAgent, Optional<Path> kubeconfig) {
    return open(userAgent, config(kubeconfig), SERVER_PATIENCE, true);
  }

  /**
   * Opens a connection for somebody who waits for the answer.
   *
   * @throws ClusterException with CONFIGURATION as {@link #open(String, Optional)}
   */
  public static Connection openForSomebody(String userAgent, Optional<Path> kubeconfig) {
    return open(userAgent, config(kubeconfig), PERSON_PATIENCE, false);
  }

  private static Config config(Optional<Path> kubeconfig) {
    return kubeconfig.map(Connection::fromFile).orElseGet(Connection::inCluster);
  }

  private static Connection open(
      String userAgent, Config config, Duration requestTimeout, boolean manyPods) {
    return new Connection(
        client(
            new ConfigBuilder(config)
                .withUserAgent(userAgent)
                .withRequestTimeout((int) requestTimeout.toMillis())
                .withWatchReconnectInterval((int) WATCH_AGAIN.toMillis())
                .build(),
            manyPods));
  }

  /** A client with connections of its own. */
  static KubernetesClient client(Config config) {
    return client(config, false);
  }

  private static KubernetesClient client(Config config, boolean manyPods) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(new StreamingSerialization())
        .withHttpClientFactory(new WatchingHttpClient.Factory(manyPods))
        .withTaskExecutorSupplier(Connection::tasks)
        .build();
  }

  /**
   * What a watch tells is done by the thread that reads it: handing it on twice, as the client does
   * with each event, would cost as much as a third of reading it. All else has a thread each.
   */
  private static Executor tasks() {
    var others = Executors.newVirtualThreadPerTaskExecutor();
    return task -> {
      if (!BlockingWatch.isLeft(task)) {
        others.execute(task);
      }
    };
  }

  private static Config fromFile(Path kubeconfig) {
    if (!Files.isReadable(kubeconfig)) {
      throw new ClusterException(
          ClusterException.Code.CONFIGURATION,
          "KUBECONFIG names '"
              + kubeconfig
              + "', which cannot be read; correct the path or unset it");
    }
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    var token = config.getAutoOAuthToken();
    if (token == null || token.isEmpty()) {
      // Else the client reads the whole file again before each request, looking for one.
      config.setOauthTokenProvider(() -> "");
    }
    return config;
  }

  private static Config inCluster() {
    if (!Files.isReadable(SERVICE_ACCOUNT_TOKEN)) {
      throw new ClusterException(
          ClusterException.Code.CONFIGURATION,
          "Neither KUBECONFIG is set nor is there a service account token at "
              + SERVICE_ACCOUNT_TOKEN
              + "; set KUBECONFIG, or run in a pod");
    }
    return Config.autoConfigure(null);
  }

  /** The client; for this module. */
  public KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
  }
}
