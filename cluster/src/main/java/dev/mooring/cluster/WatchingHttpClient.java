package dev.mooring.cluster;

import dev.mooring.cluster.protobuf.Envelope;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * The client's HTTP by the JDK, but each watch is read by a thread of its own from a request whose
 * answer does not end. As the JDK's WebSocket an event passes a selector, three executors and two
 * pipelines, and the client hands it on twice: with a pod's that cost 0.40 ms of processor time
 * until its handler was told. So, and done by that thread (see {@link Connection}), it is 0.22.
 *
 * <p>For whoever sees many pods, these come in the API server's binary form: reading one takes a
 * fifth of the time, and the API server has it at hand for its own components.
 */
final class WatchingHttpClient
    extends StandardHttpClient<
        WatchingHttpClient, WatchingHttpClient.Factory, WatchingHttpClient.Builder> {
  private static final Pattern WATCH = Pattern.compile("(^|&)watch=true(&|$)");
  private static final Pattern PODS = Pattern.compile(".*/api/v1(/namespaces/[^/]+)?/pods");

  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_FAULT_OF_SERVER = 500;

  /** Credentials that have ended, and too much at once. */
  private static final Set<Integer> PASSING = Set.of(401, 429);

  private final JdkHttpClientImpl jdk;
  private final boolean manyPods;
  private final Set<BlockingWatch> watches;

  private WatchingHttpClient(Builder builder, JdkHttpClientImpl jdk) {
    super(builder, new AtomicBoolean());
    this.jdk = jdk;
    this.manyPods = builder.manyPods;
    this.watches = ConcurrentHashMap.newKeySet();
  }

  private WatchingHttpClient(Builder builder, WatchingHttpClient origin) {
    super(builder, origin.closed);
    this.jdk = origin.jdk;
    this.manyPods = origin.manyPods;
    this.watches = origin.watches;
  }

  /**
   * Makes such clients.
   *
   * @param manyPods whether lists and watches of pods are asked for in binary form
   */
  record Factory(boolean manyPods) implements HttpClient.Factory {
    @Override
    public Builder newBuilder() {
      return new Builder(this);
    }
  }

  static final class Builder
      extends StandardHttpClientBuilder<WatchingHttpClient, Factory, Builder> {
    private static final HttpClient.Factory JDK = new JdkHttpClientFactory();

    private final boolean manyPods;

    private Builder(Factory factory) {
      super(factory);
      this.manyPods = factory.manyPods();
    }

    @Override
    protected Builder newInstance(Factory factory) {
      return new Builder(factory);
    }

    /** With the connections of the client that this was derived from, if it was from one. */
    @Override
    public WatchingHttpClient build() {
      if (client != null) {
        return new WatchingHttpClient(this, client);
      }
      if (proxyAddress != null) {
        addProxyAuthInterceptor();
      }
      return new WatchingHttpClient(this, (JdkHttpClientImpl) plain().build());
    }

    /** Without interceptors, for requests have passed them when they come to it. */
    private HttpClient.Builder plain() {
      var plain = JDK.newBuilder().proxyType(proxyType);
      if (connectTimeout != null) {
        plain.connectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (sslContext != null) {
        plain.sslContext(keyManagers, trustManagers);
      }
      if (followRedirects) {
        plain.followAllRedirects();
      }
      if (proxyAddress != null) {
        plain.proxyAddress(proxyAddress);
      }
      if (preferHttp11) {
        plain.preferHttp11();
      }
      if (tlsVersions != null) {
        plain.tlsVersions(tlsVersions);
      }
      return plain;
    }
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    // Where a watch has been refused once the client may read it here, line by line.
    if (!isOfManyPods(request) || isSecureWatch(request.uri())) {
      return jdk.consumeBytesDirect(request, consumer);
    }
    return jdk.consumeBytesDirect(accepting(request, Envelope.ACCEPTED), consumer)
        .thenCompose(answer -> {
          if (!isRefused(answer.code())) {
            return CompletableFuture.completedFuture(answer);
          }
          // What it says of that is a text then.
          answer.body().cancel();
          return jdk.consumeBytesDirect(request, consumer);
        });
  }

  /** For good: what is asked again in any case, perhaps of a server that is busy, is not. */
  private static boolean isRefused(int code) {
    return code >= FIRST_REFUSAL && code < FIRST_FAULT_OF_SERVER && !PASSING.contains(code);
  }

  private boolean isOfManyPods(StandardHttpRequest request) {
    return manyPods
        && request.method().equals("GET")
        && PODS.matcher(request.uri().getPath()).matches();
  }

  private static StandardHttpRequest accepting(StandardHttpRequest request, String types) {
    return request.newBuilder().setHeader("Accept", types).build();
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder socket, WebSocket.Listener listener) {
    var request = socket.asHttpRequest();
    var trust = builder.getSslContext();
    if (trust == null || builder.getProxyAddress() != null || !isSecureWatch(request.uri())) {
      return jdk.buildWebSocketDirect(socket, listener);
    }
    if (isClosed()) {
      return CompletableFuture.failedFuture(new IllegalStateException("The client is closed"));
    }
    var accepting = isOfManyPods(request) ? accepting(request, Envelope.ACCEPTED_EVENTS) : request;
    var opened =
        BlockingWatch.open(accepting, trust, builder.getConnectTimeout(), listener, watches);
    if (isClosed()) {
      endWatches();
    }
    return opened;
  }

  private void endWatches() {
    watches.forEach(watch -> watch.sendClose(BlockingWatch.NORMAL_END, "The client is closed"));
  }

  private static boolean isSecureWatch(URI uri) {
    return "https".equals(uri.getScheme())
        && uri.getQuery() != null
        && WATCH.matcher(uri.getQuery()).find();
  }

  @Override
  protected void doClose() {
    endWatches();
    jdk.close();
  }
}
