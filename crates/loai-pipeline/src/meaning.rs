//! Whether a line is talk, for summaries and ranks (core 10.8).

use loai_core::{Meaning, Message};

use crate::Lane;

/// What the command of the line says, else its text: Korean words, not laughter, signs or links.
pub(crate) fn is_meaningful(message: &Message<'_, Lane>) -> bool {
    let text = message.incoming.text;
    match message.called.as_ref().map(|called| called.command.meaning) {
        Some(Meaning::Always) => true,
        Some(Meaning::Never) => false,
        _ => message.automatic && !message.plan.plan.filters.is_short(text) && is_talk(text),
    }
}

/// At least three syllables of Hangul, and three in ten characters.
fn is_talk(text: &str) -> bool {
    let (mut all, mut syllables) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        syllables += usize::from(('가'..='힣').contains(&c));
    }
    syllables >= 3 && syllables * 10 >= all * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talk_is_words_in_hangul() {
        for talk in ["오늘 뭐 해?", "네 알겠어요", "ㅋㅋ 그건 아니지"] {
            assert!(is_talk(talk), "{talk}");
        }
        for none in ["", "네", "ㅋㅋㅋㅋㅋ", "!!!", "ㅇㅋ", "hello there", "https://example.com/아주/긴/주소/12345678"]
        {
            assert!(!is_talk(none), "{none}");
        }
    }
}
