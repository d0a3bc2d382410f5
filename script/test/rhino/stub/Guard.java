package stub;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
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
    static final Set<String> ALLOWED = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> told = Collections.synchronizedSet(new HashSet<>());
    private final Engine engine;
    final AtomicInteger lines = new AtomicInteger();
    /** The thread that evaluates the script, until it has done so. */
    volatile Thread evaluates;

    Guard(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void handleCompilationDone(Context context, DebuggableScript script, String source) {}

    @Override
    public DebugFrame getFrame(Context context, DebuggableScript script) {
        return new Frame(name(script));
    }

    private static String name(DebuggableScript script) {
        if (!script.isFunction()) return "(top)";
        String own = script.getFunctionName();
        if (own != null && !own.isEmpty()) return own;
        return (script.getParent() == null ? "" : name(script.getParent())) + "/anonymous";
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
