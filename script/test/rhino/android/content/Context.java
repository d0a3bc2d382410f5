package android.content;

import android.content.pm.PackageManager;
import android.os.PowerManager;

/** The app's context. */
public final class Context {
    public static final String POWER_SERVICE = "power";
    private static final PowerManager POWER = new PowerManager();

    public PackageManager getPackageManager() {
        return new PackageManager();
    }

    public String getPackageName() {
        return "com.xfl.msgbot";
    }

    public Object getSystemService(String name) {
        return name.equals(POWER_SERVICE) ? POWER : null;
    }

    public Object getContentResolver() {
        return new Object();
    }

    public Context getApplicationContext() {
        return this;
    }

    public void startActivity(Intent intent) {
        stub.World.tell("activity", "action", intent.getAction());
    }

    public Intent registerReceiver(Object receiver, IntentFilter filter) {
        return new Intent("android.intent.action.BATTERY_CHANGED").putExtra("temperature", 312);
    }

    public java.io.File getFilesDir() {
        return stub.World.files();
    }
}
