package stub;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.mozilla.javascript.Callable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.NativeJavaObject;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.WrapFactory;

/** How the app sets up Rhino for one compile of the script, and what the script takes from Java. */
final class Engine extends ContextFactory {
    final List<WeakReference<Socket>> sockets = new CopyOnWriteArrayList<>();
    final List<ReentrantLock> locks = new CopyOnWriteArrayList<>();
    final Guard guard = World.text("engine").equals("graal") ? new Guard(this) : null;
    private final boolean primitive = World.text("wrap").equals("primitive");
    private final WrapFactory wrap = new Wrap();

    @Override
    protected Context makeContext() {
        Context context = super.makeContext();
        context.setLanguageVersion(Context.VERSION_ES6);
        context.setOptimizationLevel(-1);
        context.setWrapFactory(wrap);
        if (guard != null) {
            context.setGeneratingDebug(true);
            context.setDebugger(guard, null);
        }
        return context;
    }

    @Override
    protected Object doTopCall(Callable callable, Context context, Scriptable scope, Scriptable self, Object[] args) {
        return super.doTopCall(callable, context, scope, self, args);
    }

    int openSockets() {
        int open = 0;
        for (WeakReference<Socket> reference : sockets) {
            Socket socket = reference.get();
            if (socket != null && !socket.isClosed()) open++;
        }
        return open;
    }

    /** Sees every Java object on its way to the script. */
    private final class Wrap extends WrapFactory {
        Wrap() {
            setJavaPrimitiveWrap(!primitive);
        }

        @Override
        public Scriptable wrapNewObject(Context context, Scriptable scope, Object object) {
            if (object instanceof Socket) seen((Socket) object);
            if (object instanceof ReentrantLock) locks.add((ReentrantLock) object);
            return super.wrapNewObject(context, scope, object);
        }

        @Override
        public Scriptable wrapAsJavaObject(Context context, Scriptable scope, Object object, Class<?> type) {
            if (object instanceof Socket) seen((Socket) object);
            if (object instanceof InputStream && Net.ofSocket(object)) {
                return super.wrapAsJavaObject(context, scope, new Net.In((InputStream) object, sockets), InputStream.class);
            }
            if (object instanceof OutputStream && Net.ofSocket(object)) {
                return super.wrapAsJavaObject(context, scope, new Net.Out((OutputStream) object), OutputStream.class);
            }
            if (object.getClass().getName().startsWith("stub.") || object.getClass().getName().startsWith("android.")) {
                return new Hiding(scope, object, type);
            }
            return super.wrapAsJavaObject(context, scope, object, type);
        }

        private void seen(Socket socket) {
            for (WeakReference<Socket> known : sockets) if (known.get() == socket) return;
            sockets.add(new WeakReference<>(socket));
        }
    }

    /** An object of the app, some of whose members are not there. */
    static final class Hiding extends NativeJavaObject {
        private final String name;

        Hiding(Scriptable scope, Object object, Class<?> type) {
            super(scope, object, type);
            name = object.getClass().getSimpleName() + ".";
        }

        @Override
        public Object get(String member, Scriptable start) {
            return World.missing(name + member) ? NOT_FOUND : super.get(member, start);
        }

        @Override
        public boolean has(String member, Scriptable start) {
            return !World.missing(name + member) && super.has(member, start);
        }
    }
}
