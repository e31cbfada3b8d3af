package dev.mooring.embedded.config;

import dev.mooring.embedded.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A kubeconfig with everything inside it. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /** All three are PEM texts. */
  public static String of(Layout layout, String authority, String certificate, String key) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: %1$s
      cluster:
        server: %2$s
        certificate-authority-data: %3$s
    users:
    - name: %1$s
      user:
        client-certificate-data: %4$s
        client-key-data: %5$s
    contexts:
    - name: %1$s
      context: {cluster: %1$s, user: %1$s}
    current-context: %1$s
    """
        .formatted(
            layout.cluster(),
            layout.apiServer(),
            base64(authority),
            base64(certificate),
            base64(key));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
