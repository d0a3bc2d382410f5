//! Every sentence, Korean and English beside each other.

use loai_core::nearest;

use super::{Problem, Shape, Syntax};

pub(super) type Both = (String, String);

impl Problem {
    #[expect(clippy::too_many_lines, reason = "a table of sentences")]
    pub(super) fn words(&self) -> Both {
        match self {
            Self::Unreadable(why) => {
                (format!("파일을 읽을 수 없습니다 ({})", foreign(why)), format!("cannot read the file ({why})"))
            }
            Self::NotThere => {
                both("파일이 없거나, 링크가 가리키는 파일이 없습니다", "there is no such file, or a link leads nowhere")
            }
            Self::TooLarge(limit) => {
                let mib = limit / 1024 / 1024;
                (format!("파일이 너무 큽니다 (최대 {mib} MiB)"), format!("the file is too large (at most {mib} MiB)"))
            }
            Self::Encoding(guess) => (
                format!("UTF-8이 아닙니다 ({guess}인 듯합니다). UTF-8로 저장해 주세요"),
                format!("not UTF-8 (probably {guess}); save the file as UTF-8"),
            ),
            Self::VariableEncoding => both("값이 UTF-8이 아닙니다", "the value is not UTF-8"),
            Self::UnusedVariable => both(
                "쓰이지 않습니다. 같은 키나 그 구역을 정하는 다른 변수가 있거나, 이름이 LOAI__구역__키 형식이 아닙니다",
                "not used: another variable sets the same key or its section, or the name is not LOAI__SECTION__KEY",
            ),
            Self::Syntax(syntax) => syntax.words(),
            Self::DuplicateKey { first_line } => (
                format!("같은 키가 {first_line}번째 줄에 이미 있습니다"),
                format!("the same key is already on line {first_line}"),
            ),
            Self::WrongType { expected, found } => {
                let (expected, found) = (expected.words(), found.words());
                (
                    format!("필요한 값은 {}인데, 적힌 값은 {}입니다", expected.0, found.0),
                    format!("expected {}, found {}", expected.1, found.1),
                )
            }
            Self::OutOfRange { min, max } => {
                (format!("{min}부터 {max}까지의 수만 쓸 수 있습니다"), format!("must be from {min} to {max}"))
            }
            Self::NotBetween { min, max } => {
                (format!("{min}부터 {max}까지의 수만 쓸 수 있습니다"), format!("must be from {min} to {max}"))
            }
            Self::NotAllowed { found, allowed } => {
                let suggestion = nearest(found, allowed.iter().copied());
                let allowed = allowed.join(", ");
                meant(
                    &format!("'{found}' 값은 쓸 수 없습니다. 쓸 수 있는 값: {allowed}"),
                    &format!("'{found}' is not allowed; allowed: {allowed}"),
                    suggestion,
                )
            }
            Self::Missing => both("꼭 있어야 하는 키가 없습니다", "a required key is missing"),
            Self::Empty => both("비어 있으면 안 됩니다", "must not be empty"),
            Self::UnknownKey { suggestion } => meant("모르는 키입니다", "unknown key", suggestion.as_deref()),
            Self::UnknownVersion => both(
                "이 서버는 version이 1인 파일만 읽을 수 있습니다. 더 새로운 서버의 파일인지 확인해 주세요",
                "this server reads version 1 only; the file may be of a newer server",
            ),
            Self::BadAddress(found) => (
                format!("'{found}' 값은 IP 주소:포트 형식이 아닙니다 (예: 0.0.0.0:37888)"),
                format!("'{found}' is not an IP address with a port, such as 0.0.0.0:37888"),
            ),
            Self::BadDatabaseUrl => both(
                "sqlite:, mysql:, mariadb: 로 시작하는 주소여야 합니다",
                "must start with sqlite:, mysql: or mariadb:",
            ),
            Self::BadRoom => both(
                "봇 이름과 채널 아이디를 ‘LOA.i/100000000000000001’처럼 적어 주세요",
                "must be a bot and a channel id, such as LOA.i/100000000000000001",
            ),
            Self::BadWebhook => both(
                "https:// 또는 http:// 로 시작하는 주소여야 합니다",
                "must be an address that starts with https:// or http://",
            ),
            Self::BadLogFilter(part) => (
                format!("'{part}' 부분은 로그 필터가 아닙니다 (예: info,loai_gateway=debug)"),
                format!("'{part}' is not a log filter, such as info,loai_gateway=debug"),
            ),
            Self::UnknownZone { found, suggestion } => meant(
                &format!("'{found}' 시간대는 없습니다 (예: Asia/Seoul)"),
                &format!("there is no time zone '{found}' (an example: Asia/Seoul)"),
                suggestion.as_deref(),
            ),
            Self::BadPattern(why) => (
                format!("정규식이 올바르지 않습니다 ({})", pattern(why)),
                format!("not a valid regular expression ({why})"),
            ),
            Self::MinAboveMax => both("min이 max보다 큽니다", "min is above max"),
            Self::BadDefault => both(
                "default가 type, 범위, choices에 맞지 않습니다",
                "the default does not fit the type, the limits or the choices",
            ),
            Self::UnknownCommand { found, suggestion } => meant(
                &format!("'{found}' 명령어는 이 방에 없습니다"),
                &format!("this room has no command '{found}'"),
                suggestion.as_deref(),
            ),
            Self::DisabledCommand(found) => (
                format!("'{found}' 명령어는 꺼져 있거나 예약 전용이라 실행되지 않습니다"),
                format!("the command '{found}' is switched off or for schedules only, so it is not run"),
            ),
            Self::NotInRooms { command, room, more } => {
                let korean = if *more > 0 { format!("{room} 방 외 {more}곳") } else { format!("{room} 방") };
                let english = if *more > 0 { format!("{room} and {more} more") } else { room.clone() };
                (
                    format!("이 자동응답을 물려받은 방에 '{command}' 명령어가 없거나 꺼져 있습니다: {korean}"),
                    format!("rooms that inherit this rule do not have the command '{command}': {english}"),
                )
            }
            Self::BadId => both(
                "ID는 제어 문자가 없는 1~128바이트 글자여야 합니다",
                "an id is 1 to 128 bytes without control characters",
            ),
            Self::NothingToSay => {
                both("reply도 command도 없어서 쓰이지 않습니다", "not used, since it has neither reply nor command")
            }
            Self::UnknownCategory { found, suggestion } => meant(
                &format!("'{found}' 분류의 명령어가 이 방에 없습니다"),
                &format!("no command of this room has the category '{found}'"),
                suggestion.as_deref(),
            ),
            Self::NothingToSend => both(
                "messages도 images도 없어서 보낼 것이 없습니다",
                "nothing to send, since it has neither messages nor images",
            ),
            Self::NeverRuns => both("실행될 날이 하나도 없습니다", "there is no day on which it runs"),
            Self::BadTimeOfDay(found) => (
                format!("'{found}' 값은 시각이 아닙니다. 24시간제 시:분으로 적어 주세요 (예: 08:30)"),
                format!("'{found}' is no time of day, such as 08:30"),
            ),
            Self::BadQuietHours(found) => (
                format!("'{found}' 값은 시간대가 아닙니다. 24시간제 시:분-시:분으로 적어 주세요 (예: 23:00-07:00)"),
                format!("'{found}' is no part of the day, such as 23:00-07:00"),
            ),
            Self::BadDate(found) => (
                format!("'{found}' 값은 날짜가 아닙니다. 연-월-일로 적어 주세요 (예: 2026-01-31)"),
                format!("'{found}' is no date, such as 2026-01-31"),
            ),
            Self::BadBits => both("0과 1로만 적어 주세요 (예: 1011)", "only 0 and 1 are allowed, such as 1011"),
            Self::BadBotName(found) => (
                format!("'{found}' 이름은 봇 이름으로 쓸 수 없습니다. 영문, 숫자, . _ - 로 1~64자만 됩니다"),
                format!("'{found}' is no bot name; allowed are 1 to 64 of A-Z a-z 0-9 . _ -"),
            ),
            Self::OpenApproval { listener } => (
                format!(
                    "open은 모든 폰 주소가 이 컴퓨터 안(127.0.0.1)일 때만 쓸 수 있는데, {listener} 주소는 밖에서 닿을 수 있습니다"
                ),
                format!("open is allowed only while every phone listener is on loopback, and {listener} is not"),
            ),
            Self::IgnoredFile => both(
                "읽지 않는 파일입니다. 봇 이름 뒤에 소문자 .json 만 붙은 이름이어야 합니다",
                "not read; the name must be a bot's name and .json in small letters",
            ),
            Self::OrphanFile => {
                both("이 봇의 settings 파일이 없어서 쓰이지 않습니다", "not used, since the bot has no settings file")
            }
            Self::NoCommandsFile => both(
                "명령어 파일이 없어서 기본 명령어를 씁니다",
                "there is no commands file, the built-in commands are used",
            ),
            Self::ReadableByOthers => both(
                "비밀 값이 든 파일을 다른 사용자가 읽을 수 있습니다 (chmod 600)",
                "other users can read this file with secrets (chmod 600)",
            ),
            Self::Seal(seal) => seal.words(),
            Self::UnknownSecret { found, suggestion } => meant(
                &format!("'{found}' 비밀 값이 없습니다 (loai-server secrets set {found})"),
                &format!("there is no secret '{found}' (loai-server secrets set {found})"),
                suggestion.as_deref(),
            ),
            Self::BadSecretName => both(
                "비밀 값의 이름이 아닙니다. 영문 소문자, 숫자, _ 를 점(.)으로 이어 적습니다 (예: openai.key, LOAI_SECRET__OPENAI__KEY)",
                "not the name of a secret, which is words of a-z, 0-9 and _ joined by dots, such as openai.key or LOAI_SECRET__OPENAI__KEY",
            ),
            Self::BadTime(found) => (
                format!("'{found}' 값은 시각이 아닙니다 (예: 2026-12-31T15:00:00Z)"),
                format!("'{found}' is not a time, such as 2026-12-31T15:00:00Z"),
            ),
        }
    }
}

impl Shape {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Null => ("null", "null"),
            Self::Boolean => ("true/false", "true or false"),
            Self::Integer => ("정수", "an integer"),
            Self::Number => ("숫자", "a number"),
            Self::Text => ("문자열", "a string"),
            Self::List => ("목록", "a list"),
            Self::Texts => ("문자열 목록", "a list of strings"),
            Self::Object => ("객체", "an object"),
        }
    }
}

impl Syntax {
    fn words(&self) -> Both {
        let (korean, english) = match self {
            Self::Nothing => ("파일이 비어 있습니다", "the file is empty"),
            Self::OpenObject => ("여기서 연 { 가 닫히지 않았습니다", "this { is never closed"),
            Self::OpenList => ("여기서 연 [ 가 닫히지 않았습니다", "this [ is never closed"),
            Self::OpenText => ("문자열이 따옴표로 닫히지 않았습니다", "the string has no closing quote"),
            Self::OpenComment => ("주석이 */ 로 닫히지 않았습니다", "the comment has no closing */"),
            Self::OpenSection => ("구역 이름이 ] 로 닫히지 않았습니다", "the name of the section has no closing ]"),
            Self::NoComma => ("쉼표(,)가 빠졌습니다", "a comma is missing"),
            Self::NoColon => ("키 뒤에 콜론(:)이 없습니다", "a colon is missing after the key"),
            Self::NoEquals => ("키 뒤에 등호(=)가 없습니다", "an = is missing after the key"),
            Self::NoQuotes => (
                "글자는 따옴표로 감싸야 합니다 (예: \"값\"). 숫자와 true, false만 따옴표 없이 적습니다",
                "a text must be in quotes, such as \"value\"; only numbers, true and false go without",
            ),
            Self::NoValue => ("값이 없습니다", "a value is missing"),
            Self::Unexpected => ("여기에 올 수 없는 글자입니다", "this does not belong here"),
            Self::MoreThanOne => ("값이 끝난 뒤에 내용이 더 있습니다", "there is more after the end of the value"),
            Self::TooDeep => ("너무 깊이 겹쳐 있습니다", "nested too deeply"),
            Self::BadNumber => ("숫자가 올바르지 않습니다", "not a number"),
            Self::BadEscape => ("\\ 뒤의 글자가 올바르지 않습니다", "not a valid escape after \\"),
            Self::BadCharacter => ("문자열에 쓸 수 없는 글자입니다", "a string may not hold this character"),
            Self::Other(text) => return (format!("문법 오류 ({})", foreign(text)), format!("syntax error ({text})")),
        };
        both(korean, english)
    }
}

pub(super) fn both(korean: &str, english: &str) -> Both {
    (korean.to_owned(), english.to_owned())
}

fn meant(korean: &str, english: &str, suggestion: Option<&str>) -> Both {
    match suggestion {
        Some(word) => (format!("{korean}. 혹시 '{word}'인가요?"), format!("{english}; did you mean '{word}'?")),
        None => both(korean, english),
    }
}

/// English words that stand in a Korean sentence.
fn foreign(words: &str) -> String {
    format!("영어 설명: {words}")
}

/// Why a pattern is refused, in Korean; the key is how the English reason starts.
const PATTERNS: [(&str, &str); 14] = [
    ("unclosed group", "여는 괄호 ( 가 닫히지 않았습니다"),
    ("unopened group", "닫는 괄호 ) 앞에 여는 괄호 ( 가 없습니다"),
    ("unclosed character class", "여는 대괄호 [ 가 닫히지 않았습니다"),
    ("invalid character class range", "대괄호 [ ] 안의 범위가 거꾸로입니다"),
    ("repetition operator missing", "* + ? 앞에 되풀이할 글자가 없습니다"),
    ("unclosed counted repetition", "여는 중괄호 { 가 닫히지 않았습니다"),
    ("repetition quantifier expects", "중괄호 { } 안에는 숫자를 적어야 합니다"),
    ("invalid repetition count range", "중괄호 { } 안의 앞 숫자가 뒤 숫자보다 큽니다"),
    ("unrecognized escape sequence", "\\ 뒤의 글자가 올바르지 않습니다"),
    ("incomplete escape sequence", "\\ 뒤에 글자가 없습니다"),
    ("look-around", "(?=…) (?!…) (?<=…) 같은 앞뒤 살피기는 쓸 수 없습니다"),
    ("backreferences", "\\1 같은 되짚기는 쓸 수 없습니다"),
    ("unrecognized flag", "(? 뒤의 글자가 올바르지 않습니다"),
    ("compiles to more than", "너무 큽니다"),
];

fn pattern(why: &str) -> String {
    let known = PATTERNS.iter().find(|(english, _)| why.starts_with(english));
    known.map_or_else(|| foreign(why), |(_, korean)| (*korean).to_owned())
}

#[cfg(test)]
mod tests {
    use loai_core::Language;

    use super::*;
    use crate::Trigger;

    #[test]
    fn the_usual_mistakes_in_patterns_are_explained_in_korean() {
        for pattern in
            ["(a", "a)", "[a", "[b-a]", "*", "a{2", "a{x}", "a{3,2}", r"\q", "a\\", "(?=a)", r"(a)\1", "(?z)a"]
        {
            let why = Trigger::new(pattern).unwrap_err();
            let korean = Problem::BadPattern(why.clone()).render(Language::Korean);
            assert!(!korean.contains("영어"), "{pattern}: {why}");
        }
        let rare = Problem::BadPattern(Trigger::new(r"\p{Nobody}").unwrap_err());
        assert_eq!(rare.render(Language::Korean), "정규식이 올바르지 않습니다 (영어 설명: Unicode property not found)");
    }
}
