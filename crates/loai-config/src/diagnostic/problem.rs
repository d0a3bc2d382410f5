//! What can be wrong with a settings file, in Korean and English.

mod seal;
mod words;

use loai_core::Language;
pub use seal::Seal;

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file cannot be read; the text is the system's.
    Unreadable(String),
    /// The file is not there, or what a link leads to.
    NotThere,
    /// The file is larger than this many bytes.
    TooLarge(u64),
    /// The file is not UTF-8 but probably this encoding.
    Encoding(&'static str),
    /// The value of a variable is not UTF-8.
    VariableEncoding,
    /// A variable of ours whose value is not used.
    UnusedVariable,
    /// The text is not well-formed.
    Syntax(Syntax),
    /// The key was already given on that line.
    DuplicateKey {
        /// Line of the first one.
        first_line: usize,
    },
    /// A value of another type is needed.
    WrongType {
        /// What is allowed.
        expected: Shape,
        /// What is there.
        found: Shape,
    },
    /// A number outside of its limits, both allowed.
    OutOfRange {
        /// Smallest allowed value.
        min: i64,
        /// Largest allowed value.
        max: i64,
    },
    /// A decimal number outside of its limits, both allowed.
    NotBetween {
        /// Smallest allowed value.
        min: String,
        /// Largest allowed value.
        max: String,
    },
    /// A word that is not one of the allowed ones.
    NotAllowed {
        /// What is there.
        found: String,
        /// What is allowed.
        allowed: Vec<&'static str>,
    },
    /// A key that must be there is not.
    Missing,
    /// A text or list must not be empty.
    Empty,
    /// A key that nobody knows; it is kept.
    UnknownKey {
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A file of a version that this server does not read.
    UnknownVersion,
    /// Not an address with a port.
    BadAddress(String),
    /// Not a database URL of a known kind.
    BadDatabaseUrl,
    /// Not the address of a webhook.
    BadWebhook,
    /// The value is not a bot and a room.
    BadRoom,
    /// Not a part of a log filter.
    BadLogFilter(String),
    /// Not a name of the IANA time-zone list.
    UnknownZone {
        /// What is there.
        found: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// Not a regular expression, or one too large; the text says why.
    BadPattern(String),
    /// A smallest value above the largest one.
    MinAboveMax,
    /// A default that the declared type does not allow.
    BadDefault,
    /// A command that the room does not have.
    UnknownCommand {
        /// What is there.
        found: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A command that exists and cannot be run there: it is switched off, or only schedules run it.
    DisabledCommand(String),
    /// A command of an inherited rule that these rooms do not have.
    NotInRooms {
        /// The command.
        command: String,
        /// One of the rooms.
        room: String,
        /// How many more there are.
        more: usize,
    },
    /// Not usable as an id of a person, room or phone.
    BadId,
    /// An automatic answer with neither text nor command.
    NothingToSay,
    /// A category that no command of the room has.
    UnknownCategory {
        /// What is there.
        found: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A schedule with neither messages nor images.
    NothingToSend,
    /// A schedule for which there is no day.
    NeverRuns,
    /// Not a time of day.
    BadTimeOfDay(String),
    /// Not two different times of day with `-` between them.
    BadQuietHours(String),
    /// Not a date.
    BadDate(String),
    /// Not a text of 0 and 1.
    BadBits,
    /// A file whose stem is no bot name.
    BadBotName(String),
    /// `open` approval with a phone listener that others can reach.
    OpenApproval {
        /// The listener that is not on loopback.
        listener: String,
    },
    /// A file that looks like settings and has the wrong name for them.
    IgnoredFile,
    /// A bot's file without its `settings/{bot}.json`.
    OrphanFile,
    /// Without this file the built-in commands are used.
    NoCommandsFile,
    /// A file with secrets that other users of the machine can read.
    ReadableByOthers,
    /// The sealed secrets cannot be opened or changed.
    Seal(Seal),
    /// A secret that nobody has set.
    UnknownSecret {
        /// The name that is asked for.
        found: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// Not the name of a secret.
    BadSecretName,
    /// Not a point in time.
    BadTime(String),
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// A list of texts.
    Texts,
    /// An object or table.
    Object,
}

/// How a text is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Syntax {
    /// There is nothing in the file.
    Nothing,
    /// `{` without `}`.
    OpenObject,
    /// `[` without `]`.
    OpenList,
    /// A text without its closing quote.
    OpenText,
    /// `/*` without `*/`.
    OpenComment,
    /// `[section` without `]`.
    OpenSection,
    /// Two values without `,` between them.
    NoComma,
    /// A key without `:`.
    NoColon,
    /// A key without `=`.
    NoEquals,
    /// A text without quotes.
    NoQuotes,
    /// A key without a value.
    NoValue,
    /// Something that does not belong here.
    Unexpected,
    /// More after the end of the value.
    MoreThanOne,
    /// Nested too deeply.
    TooDeep,
    /// A number that is none.
    BadNumber,
    /// A `\` sequence that means nothing.
    BadEscape,
    /// A character that a text may not hold.
    BadCharacter,
    /// Anything else, in the parser's words.
    Other(String),
}

impl Problem {
    /// The sentence without its place.
    pub fn render(&self, language: Language) -> String {
        let (korean, english) = self.words();
        match language {
            Language::Korean => korean,
            Language::English => english,
        }
    }
}
