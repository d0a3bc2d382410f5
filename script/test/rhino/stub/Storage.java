package stub;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** What the app keeps for the script, all of it in the test's folder. */
public final class Storage {
    private Storage() {}

    private static Path place(String path) throws IOException {
        String from = path.startsWith("/") ? path.substring(1) : path;
        Path given = Path.of(path);
        Path place = given.startsWith(World.folder) ? given : World.folder.resolve(from);
        if (place.getParent() != null) Files.createDirectories(place.getParent());
        return place;
    }

    public static final class FileStream {
        public String read(String path) throws IOException {
            Path place = place(path);
            return Files.exists(place) ? new String(Files.readAllBytes(place), StandardCharsets.UTF_8) : null;
        }

        public String write(String path, String text) throws IOException {
            Files.write(place(path), text.getBytes(StandardCharsets.UTF_8));
            return text;
        }

        public String append(String path, String text) throws IOException {
            Path place = place(path);
            Files.write(place, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return read(path);
        }

        public String save(String path, String text) throws IOException {
            return write(path, text);
        }

        public boolean remove(String path) throws IOException {
            return Files.deleteIfExists(place(path));
        }

        public boolean moveFile(String from, String to) throws IOException {
            Files.move(place(from), place(to), StandardCopyOption.REPLACE_EXISTING);
            return true;
        }

        public boolean copyFile(String from, String to) throws IOException {
            Files.copy(place(from), place(to), StandardCopyOption.REPLACE_EXISTING);
            return true;
        }

        public boolean createDir(String path) throws IOException {
            Files.createDirectories(place(path));
            return true;
        }

        public boolean exists(String path) throws IOException {
            return Files.exists(place(path));
        }

        public String getSdcardPath() {
            return World.folder.resolve("sdcard").toString();
        }
    }

    public static final class Database {
        private final FileStream files = new FileStream();
        private final Bots.Bot bot;

        Database(Bots.Bot bot) {
            this.bot = bot;
        }

        private String path(String name) {
            return bot.getRootPath() + "/Database/" + name;
        }

        public boolean exists(String name) throws IOException {
            return files.exists(path(name));
        }

        public String readString(String name) throws IOException {
            return files.read(path(name));
        }

        public void writeString(String name, String text) throws IOException {
            files.write(path(name), text);
        }
    }

    /** Outlives the process. */
    public static final class AppData {
        private static synchronized Object change(String key, Object value, boolean put) {
            try {
                File file = World.folder.resolve("app-data.json").toFile();
                Map<String, Object> all = World.map();
                if (file.exists()) {
                    all = Json.object(new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8));
                }
                if (!put) return all.get(key);
                if (value == null) all.remove(key);
                else all.put(key, value);
                Path draft = file.toPath().resolveSibling("app-data.draft");
                Files.write(draft, Json.write(all).getBytes(StandardCharsets.UTF_8));
                Files.move(draft, file.toPath(), StandardCopyOption.REPLACE_EXISTING);
                return null;
            } catch (IOException error) {
                throw new IllegalStateException(error);
            }
        }

        public void putString(String key, String value) {
            change(key, value, true);
        }

        public void putInt(String key, int value) {
            change(key, (long) value, true);
        }

        public void putBoolean(String key, boolean value) {
            change(key, value, true);
        }

        public String getString(String key) {
            return (String) change(key, null, false);
        }

        public int getInt(String key) {
            Object value = change(key, null, false);
            return value == null ? 0 : ((Long) value).intValue();
        }

        public boolean getBoolean(String key) {
            return Boolean.TRUE.equals(change(key, null, false));
        }

        public void remove(String key) {
            change(key, null, true);
        }
    }
}
