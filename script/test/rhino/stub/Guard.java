package stub;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.debug.DebugFrame;
import org.mozilla.javascript.debug.DebuggableScript;
import org.mozilla.javascript.debug.Debugger;

/**
 * The rule of GraalJS: two threads may not be in the script together. What keeps them apart is a lock of the script's
 * own, so every line that runs without one is a violation, except on the thread that evaluates the script and in the
 * few functions that lead to the lock, which the test names.
 */
final class Guard implements Debugger {
    private static final Pattern ASSIGNED = Pattern.compile("([\\w.$]+)\\s*[=:]\\s*\\(?function\\s*\\(");
    private static final Pattern ANONYMOUS = Pattern.compile("function\\s*\\(");
    static final Set<String> ALLOWED = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> told = Collections.synchronizedSet(new HashSet<>());
    private final Map<DebuggableScript, String> names = new ConcurrentHashMap<>();
    private volatile String[] source = {};
    private final Engine engine;
    final AtomicInteger lines = new AtomicInteger();
    /** The thread that evaluates the script, until it has done so. */
    volatile Thread evaluates;

    Guard(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void handleCompilationDone(Context context, DebuggableScript script, String text) {
        if (text != null && text.length() > 100) source = text.split("\n", -1);
    }

    @Override
    public DebugFrame getFrame(Context context, DebuggableScript script) {
        return new Frame(name(script));
    }

    private String name(DebuggableScript script) {
        return names.computeIfAbsent(script, this::called);
    }

    /** Its name, else what it is assigned to, else where it is. */
    private String called(DebuggableScript script) {
        if (!script.isFunction()) return "(top)";
        String own = script.getFunctionName();
        if (own != null && !own.isEmpty()) return own;
        int first = IntStream.of(script.getLineNumbers()).min().orElse(1);
        for (int line = Math.min(first, source.length); line > Math.max(0, first - 3); line--) {
            Matcher found = ASSIGNED.matcher(source[line - 1]);
            if (found.find()) return found.group(1);
            if (ANONYMOUS.matcher(source[line - 1]).find()) break;
        }
        return (script.getParent() == null ? "" : called(script.getParent())) + "/anonymous";
    }

    private boolean locked() {
        for (ReentrantLock lock : engine.locks) if (lock.isHeldByCurrentThread()) return true;
        return false;
    }

    private final class Frame implements DebugFrame {
        private final String function;

        Frame(String function) {
            this.function = function;
        }

        @Override
        public void onLineChange(Context context, int line) {
            lines.incrementAndGet();
            if (Thread.currentThread() == evaluates || ALLOWED.contains(function) || locked()) return;
            if (told.add(function)) {
                String thread = Thread.currentThread().getName();
                World.tell("violation", "function", function, "line", line, "thread", thread);
            }
        }

        @Override
        public void onEnter(Context context, Scriptable activation, Scriptable self, Object[] arguments) {}

        @Override
        public void onExceptionThrown(Context context, Throwable error) {}

        @Override
        public void onExit(Context context, boolean byThrow, Object result) {}

        @Override
        public void onDebuggerStatement(Context context) {}
    }
}
