package android.os;

/** Wake locks, counted. */
public final class PowerManager {
    public static final int PARTIAL_WAKE_LOCK = 1;

    public WakeLock newWakeLock(int flags, String tag) {
        return new WakeLock();
    }

    public boolean isIgnoringBatteryOptimizations(String packageName) {
        return true;
    }

    public boolean isPowerSaveMode() {
        return false;
    }

    public boolean isInteractive() {
        return false;
    }

    public static final class WakeLock {
        private boolean held;

        public void setReferenceCounted(boolean counted) {}

        public synchronized void acquire() {
            if (!held) stub.World.wakeLocks(1);
            held = true;
        }

        public void acquire(long timeout) {
            acquire();
        }

        public synchronized void release() {
            if (!held) throw new IllegalStateException("WakeLock under-locked");
            held = false;
            stub.World.wakeLocks(-1);
        }

        public synchronized boolean isHeld() {
            return held;
        }
    }
}
