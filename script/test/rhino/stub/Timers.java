package stub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** The app's timers: every callback on a thread of its own, several at once, none while the phone sleeps. */
final class Timers {
    private static final AtomicInteger NEXT = new AtomicInteger(100);
    private final Map<Integer, Thread> running = new ConcurrentHashMap<>();
    private final Host host;

    Timers(Host host) {
        this.host = host;
    }

    void define(ScriptableObject scope) {
        global(scope, "setTimeout", arguments -> start(arguments, false));
        global(scope, "setInterval", arguments -> start(arguments, true));
        global(scope, "clearTimeout", this::stop);
        global(scope, "clearInterval", this::stop);
    }

    int count() {
        return running.size();
    }

    private Object start(Object[] arguments, boolean again) {
        Function function = (Function) arguments[0];
        double asked = arguments.length > 1 ? Context.toNumber(arguments[1]) : 0;
        long wait = Double.isNaN(asked) ? 0 : Math.max(0, (long) asked);
        int id = NEXT.incrementAndGet();
        Thread clock = new Host.AppThread(host, "timer-" + id, () -> tick(id, function, wait, again));
        running.put(id, clock);
        clock.start();
        return id;
    }

    private void tick(int id, Function function, long wait, boolean again) {
        do {
            try {
                Thread.sleep(Math.max(wait, again ? 1 : 0));
                while (World.is("frozen")) Thread.sleep(5);
            } catch (InterruptedException interrupted) {
                break;
            }
            if (!running.containsKey(id)) break;
            if (!again) running.remove(id);
            new Host.AppThread(host, "tick-" + id, () -> host.call("timer", function)).start();
        } while (again);
        running.remove(id);
    }

    private Object stop(Object[] arguments) {
        if (arguments.length > 0 && arguments[0] instanceof Number) {
            Thread clock = running.remove(((Number) arguments[0]).intValue());
            if (clock != null) clock.interrupt();
        }
        return Context.getUndefinedValue();
    }

    interface Body {
        Object run(Object[] arguments);
    }

    static void global(ScriptableObject scope, String name, Body body) {
        if (World.missing(name)) return;
        Scriptable parent = scope;
        BaseFunction function = new BaseFunction(parent, ScriptableObject.getFunctionPrototype(scope)) {
            @Override
            public Object call(Context context, Scriptable from, Scriptable self, Object[] arguments) {
                return body.run(arguments);
            }

            @Override
            public String getFunctionName() {
                return name;
            }
        };
        ScriptableObject.putProperty(scope, name, function);
    }
}
