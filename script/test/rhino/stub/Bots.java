package stub;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.Undefined;

/** The bot, its messages, and what the app's calls really mean. */
public final class Bots {
    private Bots() {}

    static final class Listener {
        final Host host;
        final Function function;

        Listener(Host host, Function function) {
            this.host = host;
            this.function = function;
        }
    }

    /** Answers as the switch says; "auto" is true where there is a session. */
    static Object spoken(String way, String room, boolean session, String text) {
        String how = World.text(way);
        try {
            Thread.sleep(World.number("say_ms"));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        boolean lost = how.equals("lost") || how.equals("false") || how.equals("throws");
        boolean said = how.equals("auto") ? session : !lost;
        Object answer = how.equals("auto") ? (Object) session
            : how.equals("undefined") ? Undefined.instance
            : (Object) (how.equals("true") || how.equals("lost"));
        World.tell("said", "way", way, "room", room, "text", text, "said", said,
            "returned", how.equals("throws") ? "throws" : answer == Undefined.instance ? "undefined" : answer.toString(),
            "thread", Thread.currentThread().getName());
        if (how.equals("throws")) throw new IllegalStateException("the pending intent was cancelled");
        return answer;
    }

    public static final class Bot {
        final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
        /** Rooms that have spoken, by channel. */
        final Map<String, String> sessions = new LinkedHashMap<>();
        private final String name;
        volatile boolean power = true;

        Bot(String name) {
            this.name = name;
        }

        List<Listener> at(String event) {
            return listeners.computeIfAbsent(event, key -> new CopyOnWriteArrayList<>());
        }

        public void addListener(String event, Function function) {
            at(event).add(new Listener(Host.of(Context.getCurrentContext()), function));
        }

        public void on(String event, Function function) {
            addListener(event, function);
        }

        public void prependListener(String event, Function function) {
            at(event).add(0, new Listener(Host.of(Context.getCurrentContext()), function));
        }

        public void removeListener(String event, Function function) {
            at(event).removeIf(listener -> listener.function == function);
        }

        public void off(String event, Function function) {
            removeListener(event, function);
        }

        public void removeAllListeners(String event) {
            at(event).clear();
        }

        public Object listeners(String event) {
            List<Object> functions = new ArrayList<>();
            for (Listener listener : at(event)) functions.add(listener.function);
            return new NativeArray(functions.toArray());
        }

        public Object send(String room, String text) {
            boolean id = room.matches("\\d+");
            return spoken(id ? "send_id" : "send_name", room, session(room), text);
        }

        public Object send(String room, String text, String packageName) {
            return send(room, text);
        }

        public boolean canReply(String room) {
            String how = World.text("can_reply");
            if (how.equals("throws")) throw new IllegalStateException("canReply");
            return how.equals("auto") ? session(room) : how.equals("true");
        }

        public boolean canReply(String room, String packageName) {
            return canReply(room);
        }

        public boolean markAsRead(String room) {
            return session(room);
        }

        private boolean session(String room) {
            synchronized (sessions) {
                return sessions.containsKey(room) || sessions.containsValue(room);
            }
        }

        public String getName() {
            return name;
        }

        public String getRootPath() {
            return World.folder.resolve("sdcard/msgbot/Bots/" + name).toString();
        }

        public boolean getPower() {
            return power;
        }

        public void setPower(boolean on) {
            power = on;
        }

        public void setCommandPrefix(String prefix) {}

        public void compile() {}

        public void unload() {}
    }

    public static final class BotManager {
        private final Bot bot;

        BotManager(Bot bot) {
            this.bot = bot;
        }

        public Bot getCurrentBot() {
            return bot;
        }

        public Bot getBot(String name) {
            return name.equals(bot.name) ? bot : null;
        }

        public Bot[] getBotList() {
            return new Bot[] {bot};
        }

        public boolean getPower(String name) {
            return bot.power;
        }

        public void setPower(String name, boolean on) {
            bot.power = on;
        }

        public boolean isCompiled(String name) {
            return true;
        }

        public String[] getRooms() {
            synchronized (bot.sessions) {
                return bot.sessions.values().toArray(new String[0]);
            }
        }

        public String[] getRooms(String packageName) {
            return getRooms();
        }
    }

    public static final class Author {
        public Object name;
        public Object hash;
        public Object avatar = null;
    }

    /** What listeners get. */
    public static class Message {
        public Object room;
        public Object channelId;
        public Object content;
        public Object logId;
        public Object image = null;
        public Object packageName = "com.kakao.talk";
        public final Author author = new Author();
        String channel;
        boolean group;
        boolean mention;

        public Object reply(String text) {
            return spoken("reply", channel, true, text);
        }

        public void markAsRead() {}
    }

    /** Most versions: the flags are properties. */
    public static final class WithProperties extends Message {
        public boolean isGroupChat;
        public boolean isMention;
        public boolean isDebugRoom = false;
        public boolean isMultiChat = false;
    }

    /** 0.7.40-alpha.03 to 07: the flags are methods. */
    public static final class WithMethods extends Message {
        public boolean isGroupChat() {
            return group;
        }

        public boolean isMention() {
            return mention;
        }

        public boolean isDebugRoom() {
            return false;
        }

        public boolean isMultiChat() {
            return false;
        }
    }

    static Message message(Map<String, Object> said) {
        Message message;
        boolean group = !Boolean.FALSE.equals(said.get("group"));
        boolean mention = Boolean.TRUE.equals(said.get("mention"));
        if (World.text("group").equals("method")) {
            message = new WithMethods();
        } else {
            WithProperties with = new WithProperties();
            with.isGroupChat = group;
            with.isMention = mention;
            message = with;
        }
        message.group = group;
        message.mention = mention;
        message.room = said.get("room");
        message.content = said.get("text");
        message.channel = (String) said.get("channel");
        message.channelId = id(message.channel);
        message.logId = id((String) said.get("log"));
        message.author.name = said.get("sender");
        String hash = World.text("hash");
        message.author.hash = hash.equals("string") ? said.get("hash") : hash.equals("null") ? null : Undefined.instance;
        return message;
    }

    private static Object id(String digits) {
        String kind = World.text("ids");
        if (kind.equals("undefined")) return Undefined.instance;
        if (kind.equals("null") || digits == null) return null;
        return kind.equals("big") ? new BigInteger(digits) : kind.equals("long") ? (Object) Long.valueOf(digits) : digits;
    }
}
