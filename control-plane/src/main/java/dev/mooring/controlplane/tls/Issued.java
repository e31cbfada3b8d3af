package dev.mooring.controlplane.tls;

/**
 * A certificate with its key.
 *
 * @param certificatePem the certificate, and those that lead to the authority
 * @param keyPem PKCS#8
 * @param sha256 of the certificate, hexadecimal
 */
public record Issued(String certificatePem, String keyPem, String sha256) {
  /** Leaves out the key. */
  @Override
  public String toString() {
    return "Issued[sha256=" + sha256 + "]";
  }
}
