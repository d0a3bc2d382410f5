//! The sentences in Korean.

use super::{Problem, Shape, Syntax};

impl Problem {
    pub(super) fn korean(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("파일을 읽을 수 없습니다 ({why})"),
            Self::TooLarge(limit) => {
                format!("파일이 너무 큽니다 (최대 {} MiB)", limit / 1024 / 1024)
            }
            Self::Encoding(guess) => {
                format!("UTF-8이 아닙니다 ({guess}인 듯합니다). UTF-8로 저장해 주세요")
            }
            Self::Syntax(syntax) => syntax.korean(),
            Self::DuplicateKey { first_line } => {
                format!("같은 키가 {first_line}번째 줄에 이미 있습니다")
            }
            Self::WrongType { expected, found } => {
                format!("필요한 값은 {}인데, 적힌 값은 {}입니다", expected.korean(), found.korean())
            }
            Self::OutOfRange { min, max } => {
                format!("{min}부터 {max}까지의 수만 쓸 수 있습니다")
            }
            Self::NotAllowed { found, allowed } => {
                format!("'{found}' 값은 쓸 수 없습니다. 쓸 수 있는 값: {}", allowed.join(", "))
            }
            Self::Missing => "꼭 있어야 하는 키가 없습니다".to_owned(),
            Self::Empty => "비어 있으면 안 됩니다".to_owned(),
            Self::UnknownKey { suggestion } => {
                format!("모르는 키입니다{}", meant_korean(suggestion.as_deref()))
            }
            Self::BadAddress(found) => {
                format!("'{found}'은(는) IP 주소:포트 형식이 아닙니다 (예: 0.0.0.0:37888)")
            }
            Self::BadDatabaseUrl => "sqlite:, mysql:, mariadb: 로 시작하는 주소여야 합니다".to_owned(),
            Self::UnknownZone { found, suggestion } => {
                format!("'{found}' 시간대는 없습니다 (예: Asia/Seoul){}", meant_korean(suggestion.as_deref()))
            }
            Self::BadPattern(why) => format!("정규식이 올바르지 않습니다 ({why})"),
            Self::UnknownCommand { found, suggestion } => {
                format!("'{found}' 명령어는 이 방에 없습니다{}", meant_korean(suggestion.as_deref()))
            }
            Self::DisabledCommand(found) => format!("'{found}' 명령어는 꺼져 있습니다"),
            Self::BadId => "ID는 제어 문자가 없는 1~128바이트 글자여야 합니다".to_owned(),
            Self::NothingToSay => "reply도 command도 없어서, 맞는 메시지에 아무 답도 하지 않습니다".to_owned(),
            Self::BadBotName(found) => {
                format!("'{found}'은(는) 봇 이름으로 쓸 수 없습니다. 영문, 숫자, . _ - 로 1~64자만 됩니다")
            }
            Self::OpenApproval { listener } => format!(
                "open은 모든 폰 주소가 이 컴퓨터 안(127.0.0.1)일 때만 쓸 수 있는데, {listener} 주소는 밖에서 닿을 수 있습니다"
            ),
            Self::OrphanFile => "이 봇의 settings 파일이 없어서 쓰이지 않습니다".to_owned(),
            Self::NoCommandsFile => "명령어 파일이 없어서 기본 명령어를 씁니다".to_owned(),
            Self::ReadableByOthers => "비밀 값이 든 파일을 다른 사용자가 읽을 수 있습니다 (chmod 600)".to_owned(),
        }
    }
}

impl Shape {
    fn korean(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "true/false",
            Self::Integer => "정수",
            Self::Number => "숫자",
            Self::Text => "문자열",
            Self::List => "목록",
            Self::Texts => "문자열 목록",
            Self::Object => "객체",
            Self::IntegerOrText => "정수(문자열로 적은 정수도 가능)",
        }
    }
}

impl Syntax {
    fn korean(&self) -> String {
        let text = match self {
            Self::Nothing => "파일이 비어 있습니다",
            Self::OpenObject => "여기서 연 { 가 닫히지 않았습니다",
            Self::OpenList => "여기서 연 [ 가 닫히지 않았습니다",
            Self::OpenText => "문자열이 따옴표로 닫히지 않았습니다",
            Self::OpenComment => "주석이 */ 로 닫히지 않았습니다",
            Self::NoComma => "쉼표(,)가 빠졌습니다",
            Self::NoColon => "키 뒤에 콜론(:)이 없습니다",
            Self::NoValue => "값이 없습니다",
            Self::Unexpected => "여기에 올 수 없는 글자입니다",
            Self::MoreThanOne => "값이 끝난 뒤에 내용이 더 있습니다",
            Self::TooDeep => "너무 깊이 겹쳐 있습니다",
            Self::BadNumber => "숫자가 올바르지 않습니다",
            Self::BadEscape => "\\ 뒤의 글자가 올바르지 않습니다",
            Self::Other(text) => return format!("문법 오류 ({text})"),
        };
        text.to_owned()
    }
}

fn meant_korean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |word| format!(". 혹시 '{word}'인가요?"))
}
