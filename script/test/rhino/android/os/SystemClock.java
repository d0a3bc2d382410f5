package android.os;

/** Clocks that cannot be set; the first goes on while the phone sleeps. */
public final class SystemClock {
    private SystemClock() {}

    public static long elapsedRealtime() {
        return stub.World.elapsed();
    }

    public static long uptimeMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
