package dev.mooring.cli;

import dev.mooring.embedded.Doctor;
import dev.mooring.embedded.Folders;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = "What this machine lacks, and what to do about it.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    var checks = Doctor.machine(Folders.root(System.getenv()));
    for (var check : checks) {
      System.out.printf(
          "%-6s %s: %s%s%n",
          check.passed() ? "ok" : "FAILED",
          check.what(),
          check.found(),
          check.passed() ? "" : "; " + check.nextStep());
    }
    return checks.stream().allMatch(Doctor.Check::passed) ? 0 : Moor.REFUSED;
  }
}
