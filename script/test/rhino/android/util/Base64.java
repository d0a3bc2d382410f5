package android.util;

/** Android's own, with its flags. */
public final class Base64 {
    public static final int DEFAULT = 0;
    public static final int NO_WRAP = 2;

    private Base64() {}

    public static String encodeToString(byte[] bytes, int flags) {
        String text = java.util.Base64.getEncoder().encodeToString(bytes);
        return (flags & NO_WRAP) != 0 ? text : text.replaceAll("(.{76})", "$1\n") + "\n";
    }

    public static byte[] decode(String text, int flags) {
        return java.util.Base64.getMimeDecoder().decode(text);
    }
}
