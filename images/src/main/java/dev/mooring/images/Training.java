package dev.mooring.images;

import java.util.Locale;

/** The images that we make for trainings to run in. */
public enum Training {
  PYTORCH("65532:65532"),
  TENSORFLOW("65532:65532"),
  /** Its workers' SSH server runs as root, as users of MPIJob know it. */
  MPI("0:0");

  final String user;

  Training(String user) {
    this.user = user;
  }

  /** Of the image and of the folder with its recipe. */
  public String image() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The variable that names the image to job files and programs. */
  public String variable() {
    return "MOORING_IMAGE_" + name();
  }
}
