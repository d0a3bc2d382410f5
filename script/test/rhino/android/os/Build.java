package android.os;

/** The model of the phone. */
public final class Build {
    public static final String BRAND = "samsung";
    public static final String MANUFACTURER = "samsung";
    public static final String MODEL = "SM-N975N";

    private Build() {}

    public static final class VERSION {
        public static final String RELEASE = "13";
        public static final int SDK_INT = 33;

        private VERSION() {}
    }
}
