package dev.mooring.blob;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request without a network, and what was answered to it. */
public final class FakeExchange implements BlobExchange {
  public static final String ACCOUNT = "moor0123456789";
  public static final String HOST = ACCOUNT + ".blob.core.mooring.internal:8443";

  private final String method;
  private final URI uri;
  private final Map<String, String> headers = new TreeMap<>();
  private final Map<String, String> answered = new HashMap<>();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private byte[] body = new byte[0];
  private boolean secure = true;
  private int status;
  private long length;

  private FakeExchange(String method, URI uri) {
    this.method = method;
    this.uri = uri;
  }

  /** A request to a URL, or to a path at the account's host. */
  public static FakeExchange of(String method, String url) {
    return new FakeExchange(method, URI.create("https://" + HOST).resolve(url));
  }

  public FakeExchange with(String header, String value) {
    headers.put(header.toLowerCase(Locale.ROOT), value);
    return this;
  }

  public FakeExchange sending(String text) {
    return sending(text.getBytes(StandardCharsets.UTF_8));
  }

  public FakeExchange sending(byte[] bytes) {
    body = bytes.clone();
    return with("Content-Length", Integer.toString(body.length));
  }

  public FakeExchange insecure() {
    secure = false;
    return this;
  }

  public int status() {
    return status;
  }

  /** What the answer's Content-Length says. */
  public long length() {
    return length;
  }

  /** A header of the answer; empty if there is none. */
  public String answered(String header) {
    return answered.getOrDefault(header.toLowerCase(Locale.ROOT), "");
  }

  public String text() {
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String host() {
    return uri.getRawAuthority();
  }

  @Override
  public String rawPath() {
    return uri.getRawPath();
  }

  @Override
  public String rawQuery() {
    return Optional.ofNullable(uri.getRawQuery()).orElse("");
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public OutputStream respond(int code, Map<String, String> answerHeaders, long answerLength) {
    if (status != 0) {
      throw new IllegalStateException("Answered twice");
    }
    status = code;
    length = answerLength;
    answerHeaders.forEach((name, value) -> answered.put(name.toLowerCase(Locale.ROOT), value));
    return answer;
  }
}
