package android.content.pm;

/** Versions of apps; another app may be invisible. */
public final class PackageManager {
    public PackageInfo getPackageInfo(String name, int flags) {
        String version = stub.World.text("package_info");
        if (version.equals("throws")) throw new IllegalArgumentException("NameNotFoundException: " + name);
        PackageInfo info = new PackageInfo();
        info.versionName = name.equals("com.xfl.msgbot") ? "0.7.39a" : version;
        return info;
    }
}
