package dev.mooring.blob;

import dev.mooring.blob.BlobException.Code;
import java.util.regex.Pattern;

/** A container in its account; both names are safe in paths. */
public record ContainerName(String account, String name) {
  private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
  private static final Pattern NAME = Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*");

  public ContainerName {
    checkAccount(account);
    if (!NAME.matcher(name).matches()) {
      throw new BlobException(
          Code.INVALID_RESOURCE_NAME,
          ("'%s' is not the name of a container; use 3 to 63 lower-case letters, digits and single"
                  + " dashes between them")
              .formatted(name));
    }
  }

  /** Refuses what is not the name of an account; it may come from a header. */
  public static void checkAccount(String account) {
    if (!ACCOUNT.matcher(account).matches()) {
      throw new BlobException(
          Code.INVALID_URI,
          "'%s' is not the name of a storage account; an account has 3 to 24 letters and digits"
              .formatted(account));
    }
  }

  @Override
  public String toString() {
    return account + "/" + name;
  }
}
