package stub;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.mozilla.javascript.Context;

/**
 * A phone without a phone: runs a script as the app does, on Debian's Rhino.
 *
 * Each line on standard input is one order, {"do": …}; each line on standard output one event. Orders: open (folder,
 * name), set (switches, see World), compile (script), say (room, channel, text, sender, hash, log, group, mention,
 * times), state, eval (code), allow (functions that may run without the lock), parse (script, version), power (on), die.
 */
final class Main {
    private static final List<Host> HOSTS = new CopyOnWriteArrayList<>();
    private static final AtomicInteger MESSAGES = new AtomicInteger();
    private static Bots.Bot bot;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        System.setOut(new PrintStream(System.out, false, "UTF-8"));
        // Rhino then makes interfaces without generating classes, as it must on a phone.
        System.setProperty("java.vm.name", "Dalvik");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        World.tell("ready");
        for (String line; (line = lines.readLine()) != null; ) {
            try {
                obey(Json.object(line));
            } catch (Exception error) {
                World.tell("refused", "line", line, "error", error.toString());
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void obey(Map<String, Object> order) throws Exception {
        switch (order.get("do").toString()) {
            case "open":
                open((String) order.get("folder"), (String) order.get("name"));
                break;
            case "set":
                World.set(order);
                World.tell("set");
                break;
            case "compile":
                compile(Path.of((String) order.get("script")));
                break;
            case "say":
                say(order);
                break;
            case "state":
                state();
                break;
            case "eval":
                World.tell("value", "value", HOSTS.get(HOSTS.size() - 1).evaluate((String) order.get("code")));
                break;
            case "allow":
                Guard.ALLOWED.clear();
                for (Object name : (List<?>) order.get("functions")) Guard.ALLOWED.add(name.toString());
                World.tell("set");
                break;
            case "parse":
                parse(Path.of((String) order.get("script")), ((Long) order.get("version")).intValue());
                break;
            case "power":
                bot.power = Boolean.TRUE.equals(order.get("on"));
                World.tell("set");
                break;
            case "die":
                Runtime.getRuntime().halt(137);
                break;
            default:
                throw new IllegalArgumentException("unknown order");
        }
    }

    private static void open(String folder, String name) throws Exception {
        World.folder = Path.of(folder).toAbsolutePath();
        bot = new Bots.Bot(name);
        Files.createDirectories(Path.of(bot.getRootPath()));
        World.tell("set");
    }

    /** The old instance hears of it first; then the file is evaluated in a new scope. */
    private static void compile(Path script) throws Exception {
        if (!HOSTS.isEmpty()) {
            Host old = HOSTS.get(HOSTS.size() - 1);
            Thread thread = new Host.AppThread(old, "start-compile", () -> {
                if (!World.is("start_compile")) return;
                for (Bots.Listener listener : bot.at("startCompile")) {
                    listener.host.call("startCompile", listener.function);
                }
            });
            thread.start();
            thread.join(5_000);
            if (thread.isAlive()) World.tell("stuck", "in", "startCompile");
            if (!World.is("recompile_keeps_listeners")) bot.listeners.clear();
            synchronized (bot.sessions) {
                if (!World.is("recompile_keeps_sessions")) bot.sessions.clear();
            }
        }
        Host host = new Host(HOSTS.size() + 1, bot);
        HOSTS.add(host);
        long start = System.nanoTime();
        String wrong = host.compile(script);
        long took = (System.nanoTime() - start) / 1_000_000;
        World.tell("compiled", "generation", host.generation, "wrong", wrong, "ms", took);
    }

    /** One new thread for each message. */
    private static void say(Map<String, Object> said) {
        synchronized (bot.sessions) {
            String channel = (String) said.get("channel");
            bot.sessions.put(channel == null ? (String) said.get("room") : channel, (String) said.get("room"));
        }
        Object times = said.get("times");
        for (long i = times == null ? 1 : (Long) times; i > 0; i--) {
            int number = MESSAGES.incrementAndGet();
            Bots.Message message = Bots.message(said);
            new Host.AppThread(HOSTS.get(HOSTS.size() - 1), "message-" + number, () -> {
                long start = System.nanoTime();
                if (bot.power) {
                    for (Bots.Listener listener : bot.at("message")) {
                        listener.host.call("message", listener.function, message);
                    }
                }
                World.tell("handled", "number", number, "ms", (System.nanoTime() - start) / 1_000_000);
            }).start();
        }
    }

    private static void state() {
        List<Object> compiles = new ArrayList<>();
        for (Host host : HOSTS) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("generation", host.generation);
            one.put("threads", host.threads());
            one.put("sockets", host.engine.openSockets());
            one.put("timers", host.timers.count());
            one.put("locks", host.engine.locks.size());
            one.put("lines", host.engine.guard == null ? 0 : host.engine.guard.lines.get());
            compiles.add(one);
        }
        Map<String, Object> listeners = new LinkedHashMap<>();
        bot.listeners.forEach((event, list) -> listeners.put(event, list.size()));
        World.tell("state", "compiles", compiles, "listeners", listeners, "uncaught", World.UNCAUGHT.get(),
            "wake_locks", World.WAKE_LOCKS.get(), "power", bot.power);
    }

    /** Parses only, at a language level. */
    private static void parse(Path script, int version) throws Exception {
        String source = new String(Files.readAllBytes(script), StandardCharsets.UTF_8);
        Context context = Context.enter();
        String wrong = null;
        try {
            context.setLanguageVersion(version);
            context.setOptimizationLevel(-1);
            context.compileString(source, script.getFileName().toString(), 1, null);
        } catch (RuntimeException error) {
            wrong = error.toString();
        } finally {
            Context.exit();
        }
        World.tell("parsed", "version", version, "wrong", wrong);
    }

    static Host of(Engine engine) {
        for (Host host : HOSTS) if (host.engine == engine) return host;
        throw new IllegalStateException("a call from nowhere");
    }
}
