package dev.mooring.tunnel;

/**
 * Who one end is and whom it trusts; PEM texts.
 *
 * @param certificateChain its own certificate first
 * @param privateKey PKCS#8, not encrypted
 * @param trusted the only authorities whose certificates the other end may show
 */
public record TlsIdentity(String certificateChain, String privateKey, String trusted) {

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "TlsIdentity[key withheld]";
  }
}
