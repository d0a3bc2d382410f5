//! A Korean proverb (속담) with its meaning: any, one of a group, or those with a word in them.

use std::sync::{Arc, LazyLock};

use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Texts, plain};

use super::{Choose, by_chance, names};
use crate::{
    Ports,
    groups::{Entry, Groups, without_blanks},
    lines::page,
};

static PROVERBS: LazyLock<Groups> = LazyLock::new(|| Groups::read(include_str!("../../data/sayings/proverbs.txt")));

/// The service `proverb`.
pub(crate) struct Proverb {
    texts: Arc<Texts>,
    choose: Choose,
}

impl Proverb {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), choose: by_chance }
    }

    fn one(&self, proverb: Entry<'_>) -> String {
        let lines = [
            self.texts.say("proverb-title"),
            self.texts.get("proverb-line", &[("text", proverb.text.into())]),
            self.texts.get("proverb-meaning", &[("meaning", proverb.notes[0].into())]),
            self.texts.get("proverb-group", &[("group", proverb.group.into())]),
        ];
        lines.join("\n")
    }

    /// Those with this word in them; blanks do not count.
    fn found(&self, word: &str) -> String {
        let wanted = without_blanks(word);
        let found: Vec<_> =
            PROVERBS.all().iter().filter(|proverb| without_blanks(proverb.text).contains(&wanted)).collect();
        match *found {
            [] => {
                let values = [("word", plain(word, 30).into()), ("groups", names(&PROVERBS).into())];
                self.texts.get("proverb-none", &values)
            }
            [only] => self.one(*only),
            _ => {
                let values = [("word", plain(word, 30).into()), ("count", found.len().into())];
                let item = |proverb: &&Entry<'_>| {
                    let values = [("text", proverb.text.into()), ("meaning", proverb.notes[0].into())];
                    self.texts.get("proverb-item", &values)
                };
                let head = self.texts.get("proverb-found", &values);
                page(&self.texts, &head, found.iter().map(item).collect(), usize::MAX)
            }
        }
    }
}

impl CommandService for Proverb {
    fn name(&self) -> &'static str {
        "proverb"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let chosen = if call.prompt.is_empty() { PROVERBS.all().to_vec() } else { PROVERBS.group(call.prompt) };
        Outcome::text((self.choose)(&chosen).map_or_else(|| self.found(call.prompt), |proverb| self.one(proverb)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::fixture::{Fixture, ask};

    fn service() -> Proverb {
        Proverb { choose: |entries| entries.first().copied(), ..Proverb::new(&Fixture::new().ports) }
    }

    #[test]
    fn there_are_more_than_two_hundred_and_each_has_a_meaning() {
        let texts: BTreeSet<_> = PROVERBS.all().iter().map(|proverb| without_blanks(proverb.text)).collect();
        assert!(texts.len() >= 200 && texts.len() == PROVERBS.all().len(), "{}", texts.len());
        for proverb in PROVERBS.all() {
            let [meaning, more] = proverb.notes;
            assert!(!proverb.group.is_empty() && meaning.ends_with("요.") && more.is_empty(), "{proverb:?}");
        }
    }

    #[test]
    fn any_proverb_can_be_chosen() {
        let service = Proverb::new(&Fixture::new().ports);
        let seen: BTreeSet<_> = (0..200).map(|_| ask(&service, "")).collect();
        assert!(seen.len() > 50, "{}", seen.len());
    }

    #[test]
    fn a_proverb_comes_with_its_meaning() {
        insta::assert_snapshot!(ask(&service(), ""), @"
        📜 속담
        “가는 말이 고와야 오는 말이 곱다”
        뜻: 내가 먼저 좋게 말해야 남도 나에게 좋게 말해요.
        갈래: 말
        ");
        assert!(ask(&service(), "때와준비").contains("갈래: 때와 준비"));
    }

    #[test]
    fn proverbs_are_found_by_a_word() {
        insta::assert_snapshot!(ask(&service(), "고슴도치"), @"
        📜 속담
        “고슴도치도 제 새끼는 함함하다고 한다”
        뜻: 누구나 제 자식은 예뻐 보여요.
        갈래: 사람
        ");
        insta::assert_snapshot!(ask(&service(), "천 냥"), @"
        📜 ‘천 냥’ 속담 2개
        말 한마디로 천 냥 빚을 갚는다 – 말을 잘하면 어려운 일도 풀 수 있어요.
        내일의 천 냥보다 오늘의 한 냥 – 앞날의 큰 것보다 지금의 작은 것이 나아요.
        ");
        assert!(ask(&service(), "다").contains(&"\u{200B}".repeat(500)), "a long list folds");
    }

    #[test]
    fn a_word_that_no_proverb_has_is_answered_with_the_groups() {
        insta::assert_snapshot!(ask(&service(), "블록체인"), @"‘블록체인’에 맞는 속담이 없어요. 낱말이나 갈래를 적어 주세요: 말, 노력, 배움, 사람, 욕심, 때와 준비, 살림, 어려움, 어리석음, 세상 이치");
        assert!(ask(&service(), &"가".repeat(10_000)).chars().count() < 200);
    }
}
