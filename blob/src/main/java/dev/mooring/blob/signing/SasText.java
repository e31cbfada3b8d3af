package dev.mooring.blob.signing;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The string that a shared access signature signs, as in Azure's REST reference "Create a service
 * SAS" and "Create an account SAS". A parameter that is not there counts as empty.
 */
public final class SasText {
  /** The first version with a line for the encryption scope. */
  private static final String ENCRYPTION_SCOPE = "2020-12-06";

  private static final String[] RESPONSE_HEADERS = {"rscc", "rscd", "rsce", "rscl", "rsct"};

  private SasText() {}

  /**
   * For sv from 2018-11-09 on.
   *
   * @param resource account, container and for sr=b the blob, decoded, with slashes between
   */
  public static String service(UnaryOperator<String> parameter, String resource) {
    var head = lines(parameter, "sp", "st", "se");
    var middle = lines(parameter, "si", "sip", "spr", "sv", "sr", "snapshot");
    var scope = hasEncryptionScope(parameter) ? lines(parameter, "ses") : Stream.<String>empty();
    return Stream.of(
            head, Stream.of("/blob/" + resource), middle, scope, lines(parameter, RESPONSE_HEADERS))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  public static String account(UnaryOperator<String> parameter, String account) {
    var scope = hasEncryptionScope(parameter) ? lines(parameter, "ses") : Stream.<String>empty();
    return Stream.of(
            Stream.of(account),
            lines(parameter, "sp", "ss", "srt", "st", "se", "sip", "spr", "sv"),
            scope)
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean hasEncryptionScope(UnaryOperator<String> parameter) {
    return parameter.apply("sv").compareTo(ENCRYPTION_SCOPE) >= 0;
  }

  private static Stream<String> lines(UnaryOperator<String> parameter, String... names) {
    return Arrays.stream(names).map(parameter);
  }
}
