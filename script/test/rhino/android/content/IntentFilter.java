package android.content;

/** Which intents somebody wants. */
public final class IntentFilter {
    public IntentFilter(String action) {}
}
