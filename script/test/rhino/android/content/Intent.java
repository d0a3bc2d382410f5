package android.content;

import java.util.HashMap;
import java.util.Map;

/** An action with values. */
public final class Intent {
    public static final String ACTION_BATTERY_CHANGED = "android.intent.action.BATTERY_CHANGED";
    public static final String ACTION_SEND = "android.intent.action.SEND";
    public static final String ACTION_SEND_MULTIPLE = "android.intent.action.SEND_MULTIPLE";
    private final Map<String, Object> extras = new HashMap<>();
    private final String action;

    public Intent(String action) {
        this.action = action;
    }

    public String getAction() {
        return action;
    }

    public Intent putExtra(String name, int value) {
        extras.put(name, value);
        return this;
    }

    public int getIntExtra(String name, int otherwise) {
        Object value = extras.get(name);
        return value == null ? otherwise : (Integer) value;
    }
}
