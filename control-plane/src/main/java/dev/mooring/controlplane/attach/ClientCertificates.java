package dev.mooring.controlplane.attach;

/** Makes the certificates that agents show at the tunnel. */
@FunctionalInterface
public interface ClientCertificates {
  /** One whose subject's common name is the agent's id. */
  Issued issue(String agentId);

  /**
   * A certificate and its key.
   *
   * @param certificatePem its own first
   * @param keyPem PKCS#8
   * @param sha256 of its DER form, hexadecimal
   */
  record Issued(String certificatePem, String keyPem, String sha256) {
    /** Leaves out the key. */
    @Override
    public String toString() {
      return "Issued[sha256=" + sha256 + "]";
    }
  }
}
