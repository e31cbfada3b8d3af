package dev.mooring.controlplane.agents;

import dev.mooring.store.Agents;
import dev.mooring.store.Resources;
import dev.mooring.store.Secrets;
import dev.mooring.store.Store;
import dev.mooring.store.Tasks;
import dev.mooring.tunnel.TunnelHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills whoever goes through it, right after a call to the store, or before or after one to an
 * agent.
 */
public final class Killer {
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** The process has died. */
  public static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** After that many more calls. */
  public void after(int calls) {
    left.set(calls);
  }

  public void spare() {
    left.set(Integer.MAX_VALUE);
  }

  private void tick() {
    if (left.decrementAndGet() == 0) {
      throw new KilledException();
    }
  }

  public Store over(Store store) {
    var resources = over(Resources.class, store.resources());
    var tasks = over(Tasks.class, store.tasks());
    var agents = over(Agents.class, store.agents());
    return new Store() {
      @Override
      public Resources resources() {
        return resources;
      }

      @Override
      public Tasks tasks() {
        return tasks;
      }

      @Override
      public Agents agents() {
        return agents;
      }

      @Override
      public Secrets secrets() {
        return store.secrets();
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }

  private <T> T over(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              try {
                var result = method.invoke(real, arguments);
                tick();
                return result;
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            }));
  }

  public TunnelHandler over(TunnelHandler agent) {
    return request -> {
      tick();
      var response = agent.handle(request);
      tick();
      return response;
    };
  }
}
