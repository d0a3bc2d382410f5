//! A saying of the market (투자격언), of a group where one is named.

use std::sync::{Arc, LazyLock};

use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Texts, plain};

use super::{Choose, by_chance, names};
use crate::{Ports, groups::Groups};

static SAYINGS: LazyLock<Groups> = LazyLock::new(|| Groups::read(include_str!("../../data/sayings/investing.txt")));

/// The service `today_proverb`.
pub(crate) struct Investing {
    texts: Arc<Texts>,
    choose: Choose,
}

impl Investing {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), choose: by_chance }
    }
}

impl CommandService for Investing {
    fn name(&self) -> &'static str {
        "today_proverb"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let chosen = if call.prompt.is_empty() { SAYINGS.all().to_vec() } else { SAYINGS.group(call.prompt) };
        let Some(saying) = (self.choose)(&chosen) else {
            let values = [("word", plain(call.prompt, 30).into()), ("groups", names(&SAYINGS).into())];
            return Outcome::text(self.texts.get("investing-none", &values));
        };
        let lines = [
            self.texts.say("investing-title"),
            self.texts.get("investing-line", &[("text", saying.text.into())]),
            self.texts.get("investing-remark", &[("remark", saying.notes[0].into())]),
            self.texts.get("investing-group", &[("group", saying.group.into())]),
        ];
        Outcome::text(lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn every_saying_has_a_group_and_a_remark() {
        assert!(SAYINGS.all().len() >= 50);
        for saying in SAYINGS.all() {
            assert!(
                !saying.group.is_empty() && saying.notes[0].ends_with('.') && saying.notes[1].is_empty(),
                "{saying:?}"
            );
        }
    }

    #[test]
    fn a_saying_comes_with_its_remark_and_group() {
        let fixture = Fixture::new();
        let mut service = Investing::new(&fixture.ports);
        service.choose = |entries| entries.first().copied();
        insta::assert_snapshot!(ask(&service, ""), @"
        👍 오늘의 투자격언
        “무릎에서 사서 어깨에서 팔아라”
        💬 가장 낮은 값과 가장 높은 값을 노리면 둘 다 놓치기 쉬워요.
        📖 사고팔기
        ");
        insta::assert_snapshot!(ask(&service, "나누기"), @"
        👍 오늘의 투자격언
        “달걀을 한 바구니에 담지 마라”
        💬 한곳에 몰아 두면 한 번의 사고로 다 잃을 수 있어요.
        📖 나누기
        ");
    }

    #[test]
    fn an_unknown_group_is_answered_with_those_there_are() {
        let service = Investing::new(&Fixture::new().ports);
        insta::assert_snapshot!(ask(&service, "연애"), @"‘연애’ 갈래는 없어요. 이 가운데에서 골라 주세요: 사고팔기, 나누기, 위험, 마음, 공부, 시간, 돈과 빚");
    }
}
