package stub;

import java.security.MessageDigest;
import java.util.Base64;
import org.mozilla.javascript.Function;

/** Small objects of the app. */
public final class Utilities {
    private Utilities() {}

    public static final class App {
        private final Host host;

        App(Host host) {
            this.host = host;
        }

        public android.content.Context getContext() {
            return new android.content.Context();
        }

        public void runOnUiThread(Function task) {
            new Host.AppThread(host, "main", () -> host.call("main", task)).start();
        }

        public void runOnUiThread(Function task, Function done) {
            new Host.AppThread(host, "main", () -> host.call("main", done, null, host.call("main", task))).start();
        }

        public void runOnBackgroundThread(Function task) {
            new Host.AppThread(host, "background", () -> host.call("background", task)).start();
        }

        public boolean isMainThread() {
            return Thread.currentThread().getName().equals("main");
        }
    }

    /** There is no w. */
    public static final class Log {
        private final String name;

        Log(String name) {
            this.name = name;
        }

        private void tell(String level, Object text) {
            World.tell("log", "in", name, "level", level, "text", String.valueOf(text));
        }

        public void d(Object text) {
            tell("debug", text);
        }

        public void debug(Object text) {
            tell("debug", text);
        }

        public void e(Object text) {
            tell("error", text);
        }

        public void error(Object text) {
            tell("error", text);
        }

        public void e(Object text, boolean toast) {
            tell("error", text);
        }

        public void error(Object text, boolean toast) {
            tell("error", text);
        }

        public void i(Object text) {
            tell("info", text);
        }

        public void info(Object text) {
            tell("info", text);
        }

        public void log(Object text) {
            tell("log", text);
        }

        public void clear() {}
    }

    public static final class Device {
        public int getAndroidVersionCode() {
            return 33;
        }

        public String getAndroidVersionName() {
            return "13";
        }

        public String getPhoneBrand() {
            return "samsung";
        }

        public String getPhoneModel() {
            return "SM-N975N";
        }

        public int getBatteryLevel() {
            return (int) World.number("battery");
        }

        public int getBatteryStatus() {
            return isCharging() ? 2 : 3;
        }

        public int getBatteryTemperature() {
            return 312;
        }

        public int getBatteryHealth() {
            return 2;
        }

        public int getBatteryVoltage() {
            return 4100;
        }

        public android.content.Intent getBatteryIntent() {
            android.content.Intent intent = new android.content.Intent("android.intent.action.BATTERY_CHANGED");
            return intent.putExtra("temperature", 312).putExtra("level", getBatteryLevel()).putExtra("scale", 100)
                .putExtra("status", getBatteryStatus()).putExtra("plugged", isCharging() ? 1 : 0);
        }

        public boolean isCharging() {
            return World.is("charging");
        }

        public String getPlugType() {
            return isCharging() ? "ac" : "unknown";
        }

        public long getFreeMemory() {
            return 1_500_000_000L;
        }

        public long getTotalMemory() {
            return 8_000_000_000L;
        }

        public long getFreeStorageSpace(String path) {
            return 20_000_000_000L;
        }

        public long getTotalStorageSpace(String path) {
            return 256_000_000_000L;
        }

        public String getWifiName() {
            return "<unknown ssid>";
        }

        public boolean isPowerSaveMode() {
            return false;
        }

        public boolean isScreenOn() {
            return false;
        }

        public void acquireWakeLock(int flags) {
            World.WAKE_LOCKS.incrementAndGet();
        }

        public void acquireWakeLock(int flags, String tag) {
            acquireWakeLock(flags);
        }

        public void acquireWakeLock(int flags, String tag, int timeout) {
            acquireWakeLock(flags);
        }

        public void releaseWakeLock() {
            World.WAKE_LOCKS.decrementAndGet();
        }

        public void releaseWakeLock(int flags) {
            releaseWakeLock();
        }
    }

    public static final class Security {
        public String sha256(String text) throws Exception {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8"));
            StringBuilder hex = new StringBuilder();
            for (byte b : digest) hex.append(String.format("%02x", b));
            return hex.toString();
        }

        public String base64Encode(String text) throws Exception {
            return Base64.getEncoder().encodeToString(text.getBytes("UTF-8"));
        }

        public String uuid() {
            return java.util.UUID.randomUUID().toString();
        }

        public String ulid() {
            return uuid().replace("-", "").substring(0, 26).toUpperCase();
        }
    }

    public static final class MediaSender {
        public Object send(String room, Object media) {
            return Bots.spoken("media", room, true, shown(media));
        }

        public Object send(String room, Object media, double timeout) {
            return send(room, media);
        }

        public boolean returnToAppNow() {
            return true;
        }

        public String getBaseDirectory() {
            return World.folder.resolve("sdcard/msgbot/media").toString();
        }

        private static String shown(Object media) {
            Object plain = org.mozilla.javascript.Context.jsToJava(media, Object.class);
            return plain instanceof Object[] ? java.util.Arrays.toString((Object[]) plain) : String.valueOf(plain);
        }
    }
}
