package stub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mozilla.javascript.NativeJavaClass;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** A package as the script sees it: some classes are not there, and the clock is the phone's. */
final class Classes extends ScriptableObject {
    private final String path;
    private final Map<String, Object> known = new ConcurrentHashMap<>();

    Classes(Scriptable scope, String path) {
        super(scope, null);
        this.path = path;
    }

    static Classes at(Scriptable packages, String name) {
        return (Classes) packages.get(name, packages);
    }

    /** The class of that name, or null. */
    static Class<?> find(String name) {
        if (World.missing(name)) return null;
        if (name.equals("java.lang.System")) return Clock.class;
        try {
            return Class.forName(name, false, Classes.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError none) {
            return null;
        }
    }

    @Override
    public Object get(String name, Scriptable start) {
        if (name.equals("toString") || name.startsWith("__")) return super.get(name, start);
        return known.computeIfAbsent(name, key -> {
            Class<?> found = find(path + key);
            Scriptable scope = getParentScope();
            return found == null ? new Classes(scope, path + key + ".") : new NativeJavaClass(scope, found);
        });
    }

    @Override
    public boolean has(String name, Scriptable start) {
        return true;
    }

    @Override
    public String getClassName() {
        return "JavaPackage";
    }

    @Override
    public Object getDefaultValue(Class<?> hint) {
        return "[JavaPackage " + path + "]";
    }

    /** What the script finds as java.lang.System. */
    public static final class Clock {
        private Clock() {}

        public static long currentTimeMillis() {
            return World.now();
        }

        public static long nanoTime() {
            return System.nanoTime();
        }

        public static int identityHashCode(Object object) {
            return System.identityHashCode(object);
        }

        public static String getProperty(String name) {
            return System.getProperty(name);
        }

        public static String setProperty(String name, String value) {
            return System.setProperty(name, value);
        }

        public static String lineSeparator() {
            return "\n";
        }

        public static void arraycopy(Object from, int at, Object to, int there, int length) {
            System.arraycopy(from, at, to, there, length);
        }

        public static void gc() {}
    }
}
