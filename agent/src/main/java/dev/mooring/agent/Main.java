package dev.mooring.agent;

import dev.mooring.agent.admission.Admission;
import dev.mooring.agent.admissioninit.AdmissionInit;
import dev.mooring.agent.aml.AmlOperator;
import dev.mooring.agent.controllers.Controllers;
import dev.mooring.agent.init.InitJob;
import dev.mooring.agent.mpi.MpiOperator;
import dev.mooring.agent.pytorch.PyTorchOperator;
import dev.mooring.agent.relay.RelayServer;
import dev.mooring.agent.rest.RestServer;
import dev.mooring.agent.scheduler.Scheduler;
import dev.mooring.agent.tensorflow.TensorFlowOperator;
import dev.mooring.cluster.ClusterException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one entry point of the agent's image: {@code Main <component>}. */
public final class Main {
  private static final Map<String, Component> COMPONENTS =
      new TreeMap<>(
          Map.ofEntries(
              entry("aml-mpi-operator", MpiOperator::run),
              entry("aml-operator", AmlOperator::run),
              entry("aml-pytorch-operator", PyTorchOperator::run),
              entry("aml-tf-job-operator", TensorFlowOperator::run),
              entry("azureml-connector-admission", Admission::run),
              entry("azureml-connector-admission-init", AdmissionInit::run),
              entry("azureml-connector-controllers", Controllers::run),
              entry("azureml-connector-scheduler", Scheduler::run),
              entry("cmaks-init-job", InitJob::run),
              entry("relay-server", RelayServer::run),
              entry("rest-server", RestServer::run)));

  /** Well below the 30 s that Kubernetes gives a pod. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Main() {}

  private static Map.Entry<String, Component> entry(String name, Component component) {
    return Map.entry(name, component);
  }

  public static void main(String[] arguments) {
    Logging.oneLineAnEntry();
    HeapReturn.start();
    var finished = new CountDownLatch(1);
    stopOnSignal(Thread.currentThread(), finished);
    var exitCode = run(arguments, System.getenv());
    finished.countDown();
    System.exit(exitCode);
  }

  /** A signal ends the component's wait, so that it closes what it holds, its lease above all. */
  private static void stopOnSignal(Thread component, CountDownLatch finished) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  component.interrupt();
                  try {
                    var _ = finished.await(GRACE.toSeconds(), TimeUnit.SECONDS);
                  } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }

  /** Returns the exit code: 0 done, 1 failed, 2 wrong call. */
  static int run(String[] arguments, Map<String, String> environment) {
    var log = LoggerFactory.getLogger(Main.class);
    var component = arguments.length == 1 ? COMPONENTS.get(arguments[0]) : null;
    if (component == null) {
      log.error("Say which component to run, one of {}", COMPONENTS.keySet());
      return 2;
    }
    return start(arguments[0], component, environment, log);
  }

  private static int start(
      String name, Component component, Map<String, String> environment, Logger log) {
    try {
      return component.run(Settings.of(name, environment));
    } catch (ClusterException | IllegalArgumentException | UncheckedIOException failed) {
      log.error("{}: {}", name, failed.getMessage());
      return 1;
    } catch (RuntimeException defect) {
      // It must end: what it leads, or answers for, would stand still otherwise.
      log.error("{} ends by a defect of ours", name, defect);
      return 1;
    } catch (InterruptedException stopped) {
      log.info("{} stops", name);
      return 0;
    }
  }
}
