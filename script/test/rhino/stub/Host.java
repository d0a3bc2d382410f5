package stub;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.ImporterTopLevel;
import org.mozilla.javascript.NativeJavaClass;
import org.mozilla.javascript.ScriptRuntime;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** One compile of the script: its scope, its threads, sockets and timers. */
final class Host {
    final int generation;
    final Engine engine = new Engine();
    final Timers timers = new Timers(this);
    final ThreadGroup group;
    final Bots.Bot bot;
    ScriptableObject scope;

    Host(int generation, Bots.Bot bot) {
        this.generation = generation;
        this.bot = bot;
        group = new ThreadGroup("compile-" + generation) {
            @Override
            public void uncaughtException(Thread thread, Throwable error) {
                // Android ends the process for it.
                World.uncaught("thread " + thread.getName(), error);
                Runtime.getRuntime().halt(70);
            }
        };
    }

    /** A thread of the app; every other one in the group is the script's own. */
    static final class AppThread extends Thread {
        AppThread(Host host, String name, Runnable body) {
            super(host.group, body, name);
            setDaemon(true);
        }
    }

    /** Evaluates the file in a new scope; null, or what was wrong. */
    String compile(Path file) throws InterruptedException {
        String[] wrong = new String[1];
        Thread thread = new AppThread(this, "compile", () -> {
            if (engine.guard != null) engine.guard.evaluates = Thread.currentThread();
            try {
                String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                engine.call(context -> {
                    define(context);
                    return context.evaluateString(scope, source, file.getFileName().toString(), 1, null);
                });
            } catch (Throwable error) {
                wrong[0] = error.toString();
                World.uncaught("compile", error);
            }
            if (engine.guard != null) engine.guard.evaluates = null;
        });
        thread.start();
        thread.join();
        return wrong[0];
    }

    private void define(Context context) {
        boolean graal = engine.guard != null;
        scope = graal ? context.initStandardObjects() : new ImporterTopLevel(context);
        if (graal) {
            for (String name : new String[] {"JavaAdapter", "JavaImporter", "importPackage", "importClass"}) {
                scope.delete(name);
            }
            ScriptableObject java = (ScriptableObject) context.newObject(scope);
            Timers.global(java, "type", arguments -> {
                Class<?> found = Classes.find(String.valueOf(arguments[0]));
                if (found == null) throw ScriptRuntime.constructError("TypeError", "Access to host class " + arguments[0]);
                return new NativeJavaClass(scope, found);
            });
            global("Java", java);
        }
        Classes packages = new Classes(scope, "");
        for (String name : new String[] {"Packages", "java", "javax", "org", "com", "edu", "net", "android"}) {
            scope.delete(name);
            if (graal && !World.is("packages")) continue;
            global(name, name.equals("Packages") ? packages : Classes.at(packages, name));
        }
        // The engine's own clock is the phone's clock as well.
        Timers.global(scope, "__now", arguments -> (double) World.now());
        context.evaluateString(scope, "(function (now) { Date.now = now; })(__now); delete this.__now;", "app", 1, null);
        timers.define(scope);
        Globals.define(this, context);
    }

    void global(String name, Object value) {
        if (World.missing(name)) return;
        Object wrapped = value instanceof Class ? new NativeJavaClass(scope, (Class<?>) value) : value;
        ScriptableObject.putProperty(scope, name, Context.javaToJS(wrapped, scope));
    }

    /** Calls the script on this thread, in a context of its own. */
    Object call(String where, Function function, Object... arguments) {
        try {
            return engine.call(context -> function.call(context, scope, scope, passed(arguments)));
        } catch (Throwable error) {
            World.uncaught(where, error);
            bot.power = false;
            return null;
        }
    }

    private Object[] passed(Object[] arguments) {
        if (World.text("arguments").equals("unwrapped")) return arguments;
        Object[] wrapped = new Object[arguments.length];
        for (int i = 0; i < wrapped.length; i++) wrapped[i] = Context.javaToJS(arguments[i], scope);
        return wrapped;
    }

    String evaluate(String code) {
        try {
            return Context.toString(engine.call(context -> context.evaluateString(scope, code, "test", 1, null)));
        } catch (RuntimeException error) {
            return "threw " + error;
        }
    }

    /** Names of the threads that the script has started and that live. */
    List<String> threads() {
        Thread[] all = new Thread[group.activeCount() + 64];
        int count = group.enumerate(all, true);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) if (!(all[i] instanceof AppThread)) names.add(all[i].getName());
        return names;
    }

    static Host of(Context context) {
        return Main.of((Engine) context.getFactory());
    }

    Scriptable scope() {
        return scope;
    }
}
