//! What can be wrong with the sealed secrets.

use super::words::{Both, both};

/// Why sealed secrets cannot be opened or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// There is no key file at this path.
    NoKey(String),
    /// Others can read the key file at this path.
    KeyForOthers(String),
    /// The key file does not hold a key.
    BadKey,
    /// The file is no text.
    NotText,
    /// The file has no form that is known.
    NotSealed,
    /// The file is of a newer version.
    Newer,
    /// Another key has sealed the file; in the original's form it may also have been changed.
    WrongKey,
    /// The file was changed or cut off after it was sealed.
    Damaged,
    /// The file opens and holds no names with values.
    NoNames,
    /// The file has the original's form, which is not written.
    Legacy,
}

impl Seal {
    pub(super) fn words(&self) -> Both {
        match self {
            Self::NoKey(path) => (
                format!("이 파일을 여는 키 파일이 없습니다: {path}. 백업에서 되돌려 주세요"),
                format!("the key file that opens it is missing: {path}; bring it back from a backup"),
            ),
            Self::KeyForOthers(path) => (
                format!("다른 사용자가 읽을 수 있는 키 파일은 쓰지 않습니다. 이렇게 고쳐 주세요: chmod 600 {path}"),
                format!("a key file that other users can read is refused; mend it with: chmod 600 {path}"),
            ),
            Self::BadKey => both(
                "키가 아닙니다. 32바이트를 base64로 적은 글자여야 합니다",
                "not a key, which is base64 text of 32 bytes",
            ),
            Self::NotText => both("글자로 된 파일이 아닙니다 (UTF-8)", "not a text file in UTF-8"),
            Self::NotSealed => both(
                "봉인된 비밀 값 파일이 아닙니다. 비어 있거나 깨졌습니다. 백업에서 되돌려 주세요",
                "not a file of sealed secrets, but empty or damaged; bring it back from a backup",
            ),
            Self::Newer => both("더 새로운 서버가 만든 파일입니다", "the file was made by a newer server"),
            Self::WrongKey => both(
                "이 키 파일로는 열리지 않습니다. 키가 다르거나 파일이 바뀌었습니다",
                "this key file does not open it: the key is another one, or the file was changed",
            ),
            Self::Damaged => both(
                "파일이 바뀌었거나 잘렸습니다. 백업에서 되돌려 주세요",
                "the file was changed or cut off; bring it back from a backup",
            ),
            Self::NoNames => both("안에 이름과 값이 없습니다", "it holds no names with values"),
            Self::Legacy => both(
                "예전 서버의 형식이라 읽기만 합니다. 먼저 바꿔 주세요: loai-server secrets convert",
                "this form of an older server is only read; first run: loai-server secrets convert",
            ),
        }
    }
}
