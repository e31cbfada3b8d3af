package dev.mooring.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.store.StoreException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SealTest {
  private static final byte[] SECRET = {1, 2, 3};
  private static final Seal SEAL = Seal.of(key(0));

  private static byte[] key(int of) {
    var key = new byte[Seal.KEY_BYTES];
    Arrays.fill(key, (byte) of);
    return key;
  }

  @Test
  void whatIsClosedOpensUnderItsNameOnly() {
    var sealed = SEAL.close("a", SECRET);
    assertThat(SEAL.open("a", sealed)).isEqualTo(SECRET);
    assertUnfit(SEAL, "b", sealed);
  }

  @Test
  void anotherKeyAChangedByteAndAShortTextDoNotOpen() {
    var sealed = SEAL.close("a", SECRET);
    assertUnfit(Seal.of(key(1)), "a", sealed);
    assertUnfit(SEAL, "a", Arrays.copyOf(sealed, 5));
    sealed[sealed.length - 1] ^= 1;
    assertUnfit(SEAL, "a", sealed);
  }

  private static void assertUnfit(Seal seal, String name, byte[] sealed) {
    assertThatThrownBy(() -> seal.open(name, sealed))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.UNFIT))
        .hasMessageContaining("MOORING_MASTER_KEY_FILE");
  }

  @Test
  void noTwoSealsAreTheSame() {
    assertThat(SEAL.close("a", SECRET)).isNotEqualTo(SEAL.close("a", SECRET));
  }
}
