package stub;

import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.NativeJavaObject;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** The app's objects in the scope of the script. */
final class Globals {
    private static final String[] ACTIVITY =
        {"CREATE", "START", "RESUME", "PAUSE", "STOP", "RESTART", "DESTROY", "BACK_PRESSED"};

    private Globals() {}

    static void define(Host host, Context context) {
        host.global("BotManager", new Bots.BotManager(host.bot));
        host.global("Event", events(context, host.scope()));
        host.global("App", new Utilities.App(host));
        host.global("Log", new Utilities.Log("log"));
        host.global("GlobalLog", new Utilities.Log("global"));
        host.global("Device", new Utilities.Device());
        host.global("FileStream", new Storage.FileStream());
        host.global("Database", new Storage.Database(host.bot));
        host.global("AppData", new Storage.AppData());
        host.global("Security", new Utilities.Security());
        if (World.text("media").equals("none")) return;
        host.global("MediaSender", Utilities.MediaSender.class);
    }

    private static Scriptable events(Context context, Scriptable scope) {
        Scriptable events = context.newObject(scope);
        String[] names = {
            "MESSAGE", "message", "COMMAND", "command", "START_COMPILE", "startCompile",
            "NOTIFICATION_POSTED", "notificationPosted", "NOTIFICATION_REMOVED", "notificationRemoved", "TICK", "tick",
            "BATTERY_LEVEL_CHANGED", "batteryLevelChanged"
        };
        for (int i = 0; i < names.length; i += 2) ScriptableObject.putProperty(events, names[i], names[i + 1]);
        Scriptable activity = context.newObject(scope);
        for (String name : ACTIVITY) {
            String word = name.equals("BACK_PRESSED") ? "BackPressed" : name.charAt(0) + name.substring(1).toLowerCase();
            ScriptableObject.putProperty(activity, name, "activity" + word);
        }
        ScriptableObject.putProperty(events, "Activity", activity);
        return events;
    }

    /** A function of the script that was passed in whatever way. */
    static Function function(Object given) {
        Object plain = given instanceof NativeJavaObject ? ((NativeJavaObject) given).unwrap() : given;
        return plain instanceof Function ? (Function) plain : null;
    }
}
