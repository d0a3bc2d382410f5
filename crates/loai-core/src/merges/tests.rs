use std::sync::Arc;

use super::*;
use crate::{
    Account, Points as _, PointsKind, Transfer,
    testing::{MemoryLedger, MemoryPoints, bot_name, channel_id},
};

const NOW: i64 = 1_752_990_000_000;

struct Stage {
    merger: Merger,
    ledger: Arc<MemoryLedger>,
    points: Arc<MemoryPoints>,
}

fn user(user: &str) -> UserHash {
    UserHash::new(user).unwrap()
}

fn account(who: &str) -> Account {
    Account::member(&bot_name("LOA.i"), &channel_id("1"), &user(who))
}

fn merging(old: &str, new: &str) -> Merging {
    let (bot, channel) = (bot_name("LOA.i"), channel_id("1"));
    Merging { bot, channel, user: user(old), into: user(new), actor: "나".to_owned(), at: NOW }
}

impl Stage {
    fn new() -> Self {
        let (ledger, points) = (Arc::<MemoryLedger>::default(), Arc::<MemoryPoints>::default());
        let merger =
            Merger { merges: Arc::default(), ledger: Arc::clone(&ledger) as _, points: Arc::clone(&points) as _ };
        Self { merger, ledger, points }
    }

    async fn give(&self, who: &str, amount: i64) {
        let (from, kind, reference) = (Account::system(&bot_name("LOA.i")), PointsKind::Grant, format!("{amount}"));
        let (actor, note) = (String::new(), String::new());
        let transfer = Transfer { from, to: account(who), amount, kind, reference, actor, note, at: NOW };
        self.points.transfer(transfer).await.unwrap();
    }

    async fn spend(&self, who: &str, amount: i64) {
        let (to, kind, reference) = (Account::system(&bot_name("LOA.i")), PointsKind::Spend, "spend".to_owned());
        let (actor, note) = (String::new(), String::new());
        let transfer = Transfer { from: account(who), to, amount, kind, reference, actor, note, at: NOW };
        self.points.transfer(transfer).await.unwrap();
    }

    async fn held<const N: usize>(&self, members: [&str; N]) -> [i64; N] {
        let mut held = [0; N];
        for (held, who) in held.iter_mut().zip(members) {
            *held = self.points.balance(account(who)).await.unwrap().now;
        }
        held
    }

    fn root(&self, who: &str) -> String {
        root(&self.merger.merges, who)
    }

    /// What a restart makes of what was kept.
    fn replayed(&self) -> Merges {
        let merges = Merges::default();
        self.ledger.each(|record| match record {
            Record::Merge(fact) => merges.replay(&fact),
            other => panic!("{other:?}"),
        });
        merges
    }
}

fn root(merges: &Merges, who: &str) -> String {
    merges.root(&bot_name("LOA.i"), &channel_id("1"), &user(who)).to_string()
}

#[tokio::test]
async fn a_merged_member_counts_as_the_other_until_it_is_undone() {
    let stage = Stage::new();
    stage.give("a", 100).await;
    stage.give("b", 5).await;
    let Merged { merge, moved } = stage.merger.merge(merging("a", "b")).await.unwrap();
    assert_eq!((merge.number, moved.unwrap(), stage.held(["a", "b"]).await), (1, 100, [0, 105]));
    let merges = &stage.merger.merges;
    for merges in [&**merges, &stage.replayed()] {
        assert_eq!((root(merges, "a"), root(merges, "b"), root(merges, "c")), ("b".into(), "b".into(), "c".into()));
        assert_eq!(merges.merged_into(&bot_name("LOA.i"), &channel_id("1"), &user("b")), [user("a")]);
        assert_eq!(merges.root(&bot_name("LOA.i"), &channel_id("2"), &user("a")), user("a"));
        assert_eq!((merges.of(&bot_name("LOA.i"), &channel_id("1")).len(), merges.unsettled().len()), (1, 0));
    }
    let undone = stage.merger.undo(1, "너", NOW + 1).await.unwrap();
    assert_eq!((undone.moved.unwrap(), stage.held(["a", "b"]).await), (100, [100, 5]));
    for merges in [&**merges, &stage.replayed()] {
        assert_eq!((root(merges, "a"), merges.numbered(1)), ("a".into(), None));
        assert_eq!(merges.of(&bot_name("LOA.i"), &channel_id("1")), []);
    }
    // The next one has a number of its own, after a restart too.
    assert_eq!(stage.replayed().merge(merging("a", "b"), &*stage.ledger).unwrap().number, 2);
}

#[tokio::test]
async fn points_go_back_as_far_as_they_are_still_held() {
    let stage = Stage::new();
    stage.give("a", 100).await;
    stage.merger.merge(merging("a", "b")).await.unwrap().moved.unwrap();
    stage.spend("b", 30).await;
    assert_eq!(stage.merger.undo(1, "나", NOW).await.unwrap().moved.unwrap(), 70);
    assert_eq!(stage.held(["a", "b"]).await, [70, 0]);
    // Nothing was held, and what comes later stays where it is.
    stage.merger.merge(merging("c", "d")).await.unwrap().moved.unwrap();
    stage.give("d", 9).await;
    assert_eq!(stage.merger.undo(2, "나", NOW).await.unwrap().moved.unwrap(), 0);
    assert_eq!((stage.held(["c", "d"]).await, stage.merger.settle_all().await), ([0, 9], 0));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let stage = Stage::new();
    let refused = |merging| async { stage.merger.merge(merging).await.unwrap_err() };
    assert!(matches!(refused(merging("a", "a")).await, MergeError::Same));
    stage.merger.merge(merging("a", "b")).await.unwrap();
    assert!(matches!(refused(merging("a", "b")).await, MergeError::Before(merge) if merge.number == 1));
    assert!(matches!(refused(merging("a", "c")).await, MergeError::Before(_)));
    assert!(matches!(refused(merging("b", "a")).await, MergeError::Same));
    stage.merger.merge(merging("b", "c")).await.unwrap();
    // Around the circle.
    assert!(matches!(refused(merging("c", "a")).await, MergeError::Same));
    assert_eq!((stage.root("a"), stage.root("b")), ("c".into(), "c".into()));
    let undo = |number| stage.merger.undo(number, "나", NOW);
    assert!(matches!(undo(1).await, Err(MergeError::Onward(merge)) if merge.number == 2));
    assert!(matches!(undo(7).await, Err(MergeError::Unknown)));
    undo(2).await.unwrap();
    assert!(matches!(undo(2).await, Err(MergeError::Unknown)));
    undo(1).await.unwrap();
    assert_eq!((stage.root("a"), stage.root("b")), ("a".into(), "b".into()));
    let kept = stage.replayed();
    assert_eq!((root(&kept, "a"), kept.unsettled().len()), ("a".into(), 0));
}

#[tokio::test]
async fn who_is_merged_into_a_merged_one_counts_as_the_last() {
    let stage = Stage::new();
    stage.give("x", 7).await;
    stage.merger.merge(merging("a", "b")).await.unwrap();
    assert_eq!(stage.merger.merge(merging("x", "a")).await.unwrap().merge.into, user("b"));
    assert_eq!((stage.root("x"), stage.held(["x", "a", "b"]).await), ("b".into(), [0, 0, 7]));
    let mut all = stage.merger.merges.merged_into(&bot_name("LOA.i"), &channel_id("1"), &user("b"));
    all.sort_unstable();
    assert_eq!(all, [user("a"), user("x")]);
    // Either may be undone first.
    stage.merger.undo(1, "나", NOW).await.unwrap();
    assert_eq!((stage.root("a"), stage.root("x")), ("a".into(), "b".into()));
}

#[tokio::test]
async fn what_is_not_kept_counts_for_nobody() {
    let stage = Stage::new();
    stage.give("a", 100).await;
    stage.ledger.fail(|| LedgerError::Full);
    assert!(matches!(stage.merger.merge(merging("a", "b")).await, Err(MergeError::NotKept(_))));
    assert_eq!((stage.root("a"), stage.held(["a", "b"]).await), ("a".into(), [100, 0]));
    let stage = Stage::new();
    stage.merger.merge(merging("a", "b")).await.unwrap();
    stage.ledger.fail(|| LedgerError::Full);
    assert!(matches!(stage.merger.undo(1, "나", NOW).await, Err(MergeError::NotKept(_))));
    assert_eq!(stage.root("a"), "b");
}

#[tokio::test]
async fn points_follow_when_the_ledger_is_back_and_once() {
    let stage = Stage::new();
    stage.give("a", 100).await;
    stage.points.go_away(true);
    assert!(stage.merger.merge(merging("a", "b")).await.unwrap().moved.is_err());
    // They count as one already, and are not parted before their points have met.
    assert_eq!((stage.root("a"), stage.merger.settle_all().await), ("b".into(), 1));
    assert!(matches!(stage.merger.undo(1, "나", NOW).await, Err(MergeError::Points(_))));
    let after_a_crash = Merger { merges: Arc::new(stage.replayed()), ..stage.merger.clone() };
    stage.points.go_away(false);
    assert_eq!(stage.merger.settle_all().await, 0);
    assert_eq!(stage.held(["a", "b"]).await, [0, 100]);
    // A process that does not know so tells it again.
    stage.give("a", 1).await;
    assert_eq!((after_a_crash.settle_all().await, stage.held(["a", "b"]).await), (0, [1, 100]));
    stage.points.go_away(true);
    assert!(stage.merger.undo(1, "나", NOW).await.unwrap().moved.is_err());
    let after_a_crash = Merger { merges: Arc::new(stage.replayed()), ..stage.merger.clone() };
    stage.points.go_away(false);
    assert_eq!((after_a_crash.settle_all().await, stage.merger.settle_all().await), (0, 0));
    assert_eq!((stage.held(["a", "b"]).await, stage.root("a")), ([101, 0], "a".into()));
}
