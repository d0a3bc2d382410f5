package android.provider;

/** Settings that an app may read. */
public final class Settings {
    private Settings() {}

    public static final class Secure {
        private Secure() {}

        public static String getString(Object resolver, String name) {
            if (name.equals("android_id")) return "9774d56d682e549c";
            String granted = stub.World.text("notifications");
            if (granted.equals("throws")) throw new SecurityException("not readable: " + name);
            return granted.equals("granted") ? "com.xfl.msgbot/com.xfl.msgbot.NotificationListener" : "com.other/com.other.X";
        }
    }
}
