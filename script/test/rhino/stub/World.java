package stub;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The phone around the script: what a test has switched, the clocks, and the lines that the test reads. */
public final class World {
    /**
     * Everything that a test can switch, with what an ordinary phone does.
     * send_id, send_name, reply: auto, true, false, throws, lost (true and not said), delivered (false and said),
     * undefined; can_reply: auto, true, false, throws; say_ms: how long such a call takes. ids: big, long, string, null, undefined. hash: string, null, undefined. group: property, method.
     * wrap: primitive, default. engine: rhino, graal. read_bytes: the most that a read gives, 0 for any. cut: connections
     * die without a word. frozen: timers wait. wall_ms, elapsed_ms: how far the clocks have jumped.
     */
    private static final Map<String, Object> SWITCHES = new ConcurrentHashMap<>();
    static final Set<String> MISSING = Collections.synchronizedSet(new HashSet<>());
    static final AtomicInteger UNCAUGHT = new AtomicInteger();
    static final AtomicInteger WAKE_LOCKS = new AtomicInteger();
    static Path folder;

    static {
        Object[] usual = {
            "send_id", "auto", "send_name", "auto", "reply", "auto", "can_reply", "auto", "media", "auto",
            "ids", "big", "hash", "string", "group", "property", "arguments", "unwrapped",
            "wrap", "primitive", "engine", "rhino", "packages", true, "recompile_keeps_sessions", true,
            "recompile_keeps_listeners", true, "package_info", "11.5.0", "notifications", "granted", "charging", true,
            "battery", 77L, "read_bytes", 0L, "cut", false, "frozen", false, "say_ms", 0L, "start_compile", true, "wall_ms", 0L, "elapsed_ms", 0L
        };
        for (int i = 0; i < usual.length; i += 2) SWITCHES.put((String) usual[i], usual[i + 1]);
    }

    private World() {}

    static void set(Map<String, Object> switches) {
        for (Map.Entry<String, Object> entry : switches.entrySet()) {
            String key = entry.getKey();
            if (key.equals("do")) continue;
            if (key.equals("missing")) {
                MISSING.clear();
                for (Object name : (List<?>) entry.getValue()) MISSING.add(name.toString());
            } else if (SWITCHES.containsKey(key)) {
                SWITCHES.put(key, entry.getValue());
            } else {
                throw new IllegalArgumentException("there is no switch " + key);
            }
        }
    }

    public static String text(String key) {
        return SWITCHES.get(key).toString();
    }

    public static boolean is(String key) {
        return Boolean.TRUE.equals(SWITCHES.get(key));
    }

    public static long number(String key) {
        return (Long) SWITCHES.get(key);
    }

    /** Whether a global, a member such as Device.isCharging, or a class is not there. */
    static boolean missing(String name) {
        return MISSING.contains(name);
    }

    /** The phone's clock, which may jump. */
    public static long now() {
        return System.currentTimeMillis() + number("wall_ms");
    }

    /** Since the phone's start, sleep included. */
    public static long elapsed() {
        return System.nanoTime() / 1_000_000 + number("elapsed_ms");
    }

    /** Prints one line. */
    public static void tell(String event, Object... pairs) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        for (int i = 0; i < pairs.length; i += 2) line.put((String) pairs[i], pairs[i + 1]);
        String text = Json.write(line);
        synchronized (World.class) {
            System.out.println(text);
            System.out.flush();
        }
    }

    /** An error that nobody caught; the app may switch the script off for it. */
    static void uncaught(String where, Throwable error) {
        UNCAUGHT.incrementAndGet();
        StringBuilder stack = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            stack.append(cause).append(" | ");
            if (cause instanceof org.mozilla.javascript.RhinoException) {
                stack.append(((org.mozilla.javascript.RhinoException) cause).getScriptStackTrace()).append(" | ");
            }
        }
        tell("uncaught", "where", where, "error", stack.toString());
    }

    public static void wakeLocks(int more) {
        WAKE_LOCKS.addAndGet(more);
    }

    public static java.io.File files() {
        return folder.resolve("files").toFile();
    }

    /** Values by name, as the app's preferences keep them. */
    static Map<String, Object> map() {
        return new HashMap<>();
    }
}
