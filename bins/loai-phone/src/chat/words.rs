//! What the terminal says, in Korean or English.

use std::net::SocketAddr;

use anyhow::Error;
use loai_core::Language;

use crate::args::SeatArgs;

/// The sentences of the terminal in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    korean: bool,
}

impl Words {
    /// The sentences in this language.
    pub fn new(language: Language) -> Self {
        Self { korean: language == Language::Korean }
    }

    pub fn joined(self, bot: &str, seat: &SeatArgs) -> String {
        let (room, sender) = (&seat.room, &seat.sender);
        if self.korean {
            format!("\"{room}\"에 '{sender}'(으)로 들어왔어요. {bot}에게 말을 걸어 보세요. (끝내기: Ctrl+D)")
        } else {
            format!("You are '{sender}' in \"{room}\". Say something to {bot}. (Ctrl+D ends)")
        }
    }

    pub fn cannot_connect(self, address: SocketAddr, error: &Error) -> String {
        if self.korean {
            format!("{address}에 연결하지 못했어요. 서버(loai-server)가 켜져 있나요? ({error:#})")
        } else {
            format!("cannot connect to {address}; is the server (loai-server) running? ({error:#})")
        }
    }

    pub fn not_approved(self, bot: &str, device: &str) -> String {
        if self.korean {
            format!(
                "이 폰({device})은 아직 승인되지 않아서 대답을 받을 수 없어요. 서버가 있는 컴퓨터에서 \
                 `loai-server phones list`로 번호를 보고 `loai-server phones approve 번호`로 승인해 주세요. (봇: {bot})"
            )
        } else {
            format!(
                "This phone ({device}) is not approved yet and will get no answers. On the server's machine, find its \
                 number with `loai-server phones list` and run `loai-server phones approve NUMBER`. (bot: {bot})"
            )
        }
    }

    pub fn rejected(self, message: &str) -> String {
        if self.korean {
            format!("서버가 이 폰을 받아 주지 않았어요: {message}")
        } else {
            format!("the server refused this phone: {message}")
        }
    }

    pub fn dropped(self, seconds: u64) -> String {
        if self.korean {
            format!("연결이 끊어졌어요. {seconds}초 뒤에 다시 연결할게요.")
        } else {
            format!("The connection was lost; connecting again in {seconds} s.")
        }
    }

    pub fn connected_again(self) -> &'static str {
        if self.korean { "다시 연결됐어요." } else { "Connected again." }
    }

    pub fn silence(self, reason: &str) -> String {
        if self.korean { format!("(대답 없음) {reason}") } else { format!("(no answer) {reason}") }
    }

    pub fn silence_unexplained(self) -> String {
        self.silence(if self.korean {
            "이유는 같은 컴퓨터에서 켜진 loai-server가 알려 줄 수 있어요. --data로 서버의 데이터 폴더를 알려 주세요."
        } else {
            "A loai-server on the same machine could say why; --data names its data directory."
        })
    }

    pub fn more(self) -> &'static str {
        if self.korean { "… [전체보기]" } else { "… [show all]" }
    }

    pub fn media(self, count: usize) -> String {
        if self.korean { format!("[사진이나 파일 {count}개]") } else { format!("[{count} pictures or files]") }
    }

    pub fn unusable(self, reason: &str) -> String {
        if self.korean {
            format!("(이 폰이 이해하지 못하는 줄을 서버가 보냈어요: {reason})")
        } else {
            format!("(the server sent a line that this phone cannot use: {reason})")
        }
    }
}
