package android.content.pm;

/** What is known of an app. */
public final class PackageInfo {
    public String versionName;
}
