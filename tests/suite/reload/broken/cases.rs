//! The table of broken files.

use std::io;

/// A file that must be refused.
pub struct Case {
    /// The file.
    pub file: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Whether the error has a line to name.
    pub has_line: bool,
}

const SERVER: &str = "config/loai.toml";
const SETTINGS: &str = "config/settings/LOA.i.json";
const COMMANDS: &str = "config/commands/LOA.i.json";
const KEYS: &str = "config/bots-settings/LOA.i.json";

/// Texts that are no JSON object, whatever the file is for.
const NO_OBJECT: [&str; 28] = [
    "",
    " \n\t\n",
    "// nothing but a comment\n",
    "/* a comment without an end",
    "null",
    "true",
    "3",
    "\"text\"",
    "[]",
    "[{}]",
    "{",
    "}",
    "{]",
    "{}{}",
    "{} x",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\" 1}",
    "{\"a\": 1 \"b\": 2}",
    "{\"a\": 1,, \"b\": 2}",
    "{\"a\": \"without an end}",
    "{\"a\": \"\\q\"}",
    "{\"a\": \"\\ud800\"}",
    "{\"a\": tru}",
    "{\"a\": NaN}",
    "{\"a\": [1, 2}",
    "{\"a\": 1, \"a\": 2}",
];

/// Settings that say what cannot be meant.
const BAD_SETTINGS: [&str; 63] = [
    r#""version": "2""#,
    r#""version": 99"#,
    r#""version": 1, "version": 1"#,
    r#""bot": []"#,
    r#""bot": {"timezone": 9}"#,
    r#""bot": {"timezone": "Mars/Base"}"#,
    r#""bot": {"nickname": ""}"#,
    r#""bot": {"nickname": []}"#,
    r#""bot": {"nickname": "a", "nickname": "b"}"#,
    r#""bot": {"admins": {}}"#,
    r#""bot": {"admins": [3]}"#,
    r#""bot": {"admins": [{}]}"#,
    r#""bot": {"admins": [{"user_hash": "a"}]}"#,
    r#""bot": {"admins": [{"channel_id": "1"}]}"#,
    r#""bot": {"admins": [{"user_hash": [], "channel_id": "1"}]}"#,
    r#""bot": {"phones": []}"#,
    r#""bot": {"phones": {"primary": []}}"#,
    r#""bot": {"phones": {"primary": ""}}"#,
    r#""defaults": []"#,
    r#""defaults": "none""#,
    r#""defaults": {"help": "line"}"#,
    r#""defaults": {"help": [1]}"#,
    r#""defaults": {"allowed_categories": "일반"}"#,
    r#""defaults": {"allowed_categories": [{}]}"#,
    r#""defaults": {"room_owners": "a"}"#,
    r#""defaults": {"room_owners": [{}]}"#,
    r#""defaults": {"room_concurrency": 0}"#,
    r#""defaults": {"room_concurrency": 101}"#,
    r#""defaults": {"room_concurrency": 1.5}"#,
    r#""defaults": {"room_concurrency": "many"}"#,
    r#""defaults": {"nickname_alert": "yes"}"#,
    r#""defaults": {"nickname_alert": 2}"#,
    r#""defaults": {"bot_nickname": ""}"#,
    r#""defaults": {"room_name": []}"#,
    r#""defaults": {"log_settings": []}"#,
    r#""defaults": {"log_settings": {"disable_chat_logs": 1}}"#,
    r#""defaults": {"ignored_users": {}}"#,
    r#""defaults": {"ignored_users": ["a"]}"#,
    r#""defaults": {"ignored_users": [{}]}"#,
    r#""defaults": {"ignored_users": [{"nickname": 3}]}"#,
    r#""defaults": {"ignored_users": [{"nickname": "a", "is_bot": "x"}]}"#,
    r#""defaults": {"auto_replies": {}}"#,
    r#""defaults": {"auto_replies": ["hi"]}"#,
    r#""defaults": {"auto_replies": [{}]}"#,
    r#""defaults": {"auto_replies": [{"reply": "without a trigger"}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": 3, "reply": "x"}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "", "reply": "x"}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "reply": 3}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "command": "no such command"}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "command": ""}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "reply": "x", "enabled": "x"}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "reply": "x", "cooldown_seconds": -1}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "reply": "x", "cooldown_seconds": 86401}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "reply": "x", "cooldown_seconds": "x"}]}"#,
    r#""defaults": {"auto_replies": [{"trigger": "a", "reply": "x", "pass_text": 3}]}"#,
    r#""rooms": []"#,
    r#""rooms": 7"#,
    r#""rooms": {"": {}}"#,
    r#""rooms": {"1": []}"#,
    r#""rooms": {"1": "방"}"#,
    r#""rooms": {"1": {}, "1": {}}"#,
    r#""rooms": {"1": {"auto_replies": [{"trigger": "a", "command": "no such command"}]}}"#,
    r#""rooms": {"1": {"room_concurrency": -3}}"#,
];

/// Regular expressions that are none, or too large.
const BAD_PATTERNS: [&str; 14] = [
    "(",
    ")",
    "[",
    "[z-a]",
    "*a",
    "a**{",
    "a{2,1}",
    "(?P<n",
    "(?<=a)b",
    r"\\1",
    r"\\p{Nothing}",
    r"\\",
    r"\\w{500}",
    "(?z)a",
];

/// Commands that say what cannot be meant.
const BAD_COMMANDS: [&str; 30] = [
    r#""global_commands": []"#,
    r#""global_commands": "none""#,
    r##""global_commands": {"# a": []}"##,
    r##""global_commands": {"# a": {}}"##,
    r##""global_commands": {"# a": {"type": ""}}"##,
    r##""global_commands": {"# a": {"type": 3}}"##,
    r##""global_commands": {"# a": {"type": "echo"}, "# a": {"type": "echo"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "category": 3}}"##,
    r##""global_commands": {"# a": {"type": "echo", "desc": []}}"##,
    r##""global_commands": {"# a": {"type": "echo", "help": "x"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "prompt_required": 1}}"##,
    r##""global_commands": {"# a": {"type": "echo", "admin_only": "x"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "room_owner_only": {}}}"##,
    r##""global_commands": {"# a": {"type": "echo", "schedule_only": 7}}"##,
    r##""global_commands": {"# a": {"type": "echo", "aliases": "# b"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "aliases": [3]}}"##,
    r##""global_commands": {"# a": {"type": "echo", "aliases": [""]}}"##,
    r##""global_commands": {"# a": {"type": "echo", "aliases": ["^("]}}"##,
    r##""global_commands": {"# a": {"type": "echo", "keywords": "x"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "keyword_aliases": []}}"##,
    r##""global_commands": {"# a": {"type": "echo", "keyword_aliases": {"x": 3}}}"##,
    r##""global_commands": {"# a": {"type": "echo", "cache_scope": "everywhere"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "cache_minutes": -1}}"##,
    r##""global_commands": {"# a": {"type": "echo", "cooldown_seconds": "x"}}"##,
    r##""global_commands": {"# a": {"type": "echo", "daily_limit_user": -1}}"##,
    r##""global_commands": {"# a": {"type": "echo", "daily_limit_room": 0.5}}"##,
    r##""global_commands": {"# a": {"type": "echo", "timeout_seconds": 0}}"##,
    r##""global_commands": {"# a": {"type": "echo", "timeout_seconds": 3601}}"##,
    r#""room_overrides": []"#,
    r#""room_overrides": {"1": {"command_overrides": []}}"#,
];

/// Keys that are none.
const BAD_KEYS: [&str; 7] = [
    r#""phone_secret": """#,
    r#""phone_secret": 3, "phone_salt": "a""#,
    r#""phone_secret": [], "phone_salt": "a""#,
    r#""phone_secret": {}, "phone_salt": "a""#,
    r#""phone_secret": "a", "phone_salt": 3"#,
    r#""phone_secret": "a", "phone_salt": []"#,
    r#""phone_secret": "a", "phone_secret": "b", "phone_salt": "c""#,
];

/// Server settings that say what cannot be meant.
const BAD_SERVER: [&str; 43] = [
    "[phones",
    "phones]",
    "= 3",
    "phones =",
    "phones = 3",
    "[phones]\nping_seconds",
    "[phones]\nping_seconds = ",
    "[phones]\nping_seconds = 30s",
    "[phones]\nping_seconds = \"30",
    "[phones]\nping_seconds = 0",
    "[phones]\nping_seconds = -1",
    "[phones]\nping_seconds = 3601",
    "[phones]\nping_seconds = true",
    "[phones]\nping_seconds = 1\nping_seconds = 2",
    "[phones]\n[phones]",
    "[phones]\nmax_connections = \"many\"",
    "[phones]\nmax_connections = 0",
    "[phones]\nmax_line_bytes = 1",
    "[phones]\nsuspect_seconds = 50\nevict_seconds = 40",
    "[rooms]\nconcurrency = 0",
    "[rooms]\nconcurrency = 1.5",
    "[rooms]\nmax_pending = []",
    "[admin]\ntoken = \"\"",
    "[admin]\ntoken = 3",
    "[admin]\nhosts = [3]",
    "[settings]\nwatch = \"yes\"\n[log]\nfilter = \"loud\"",
    "[database]\nurl = \"postgres://a\"",
    "[database]\nurl = 3",
    "[database]\nstart_wait_seconds = -1",
    "[journal]\ndurability = \"always\"",
    "[journal]\nsync_ms = \"x\"",
    "[journal]\nkeep_minutes = -1",
    "[replies]\nlist_gap_ms = 60001",
    "[replies]\nlist_gap_ms = \"x\"",
    "[delivery]\nfold_chars = -1",
    "[delivery]\nack_seconds = 10",
    "[pacing]\nquiet_hours = \"23-7\"",
    "[storage]\nstore_pending = 3",
    "[storage]\nkeep_text_days = 0",
    "[log]\nfilter = \"\"",
    "[log]\nfilter = \"infoo\"",
    "[log]\nfilter = \"info,[span=debug\"",
    "log = []",
];

/// Every case; `read` gives a good file.
pub fn all(read: impl Fn(&'static str) -> io::Result<String>) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut add = |file, bytes: Vec<u8>| cases.push(Case { file, bytes, has_line: true });
    for (file, pieces) in [(SETTINGS, 24), (COMMANDS, 24), (KEYS, 8)] {
        let good = read(file)?.trim_end().as_bytes().to_vec();
        for piece in 1..=pieces {
            // The last piece lacks the closing brace only; some end within a letter.
            add(file, good[..(good.len() - 1) * piece / pieces].to_vec());
        }
    }
    let within = |text: &str| format!("// The mistake is below.\n{{\n  {text}\n}}\n").into_bytes();
    for text in NO_OBJECT {
        add(SETTINGS, text.into());
    }
    for text in &NO_OBJECT[8..12] {
        add(COMMANDS, (*text).into());
        add(KEYS, (*text).into());
    }
    let patterns = BAD_PATTERNS.map(|pattern| {
        within(&format!("\"defaults\": {{\"auto_replies\": [{{\"trigger\": \"{pattern}\", \"reply\": \"x\"}}]}}"))
    });
    for bytes in patterns {
        add(SETTINGS, bytes);
    }
    let bad = [(SETTINGS, &BAD_SETTINGS[..]), (COMMANDS, &BAD_COMMANDS), (KEYS, &BAD_KEYS)];
    for (file, texts) in bad {
        for text in texts {
            add(file, within(text));
        }
    }
    for text in BAD_SERVER {
        add(SERVER, (*text).into());
    }
    for file in [SERVER, SETTINGS, COMMANDS, KEYS] {
        let good = read(file)?;
        let utf16 = |bytes: fn(u16) -> [u8; 2]| good.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        add(file, [&[0xff, 0xfe][..], &utf16(u16::to_le_bytes)].concat());
        add(file, [&[0xfe, 0xff][..], &utf16(u16::to_be_bytes)].concat());
        // EUC-KR, Latin-1, and a letter that is cut.
        for letters in [&b"\xb0\xa1\xb3\xaa"[..], b"caf\xe9", b"\xea\xb0"] {
            add(file, [good.as_bytes(), b"\n# ", letters].concat());
        }
    }
    for file in [SERVER, SETTINGS, COMMANDS, KEYS] {
        let good = read(file)?;
        cases.push(Case { file, bytes: [good.as_bytes(), &vec![b'\n'; 10 << 20]].concat(), has_line: false });
    }
    cases.push(Case { file: "config/settings/a bad name.json", bytes: b"{}".to_vec(), has_line: false });
    Ok(cases)
}
