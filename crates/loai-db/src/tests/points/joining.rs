//! The points of members who count as one.

use loai_core::{Attendance, Joining, Points as _, PointsError, PointsKind, Record, Visit, record::MergeFact};
use sea_orm::ConnectionTrait as _;

use super::{AT, Stage, assert_sound, book, heard, ledger, member, on_every_database, room, system, transfer};
use crate::{MonthlyGrant, PointsBook};

on_every_database!(
    all_goes_and_comes_back_as_far_as_it_is_there,
    the_same_step_moves_points_once_whoever_tells_it,
    what_a_member_can_hold_is_more_than_a_transfer_moves,
    what_breaks_in_between_is_done_later,
    the_better_row_of_days_goes_on,
    who_was_merged_is_given_no_month_and_not_found,
);

fn joining() -> Joining {
    let (from, to, reference) = (member("old"), member("new"), "merge:1:5".to_owned());
    Joining { from, to, reference, actor: "나".to_owned(), at: AT }
}

async fn held(points: &PointsBook) -> (i64, i64) {
    let of = async |user| points.balance(member(user)).await.unwrap().now;
    (of("old").await, of("new").await)
}

async fn all_goes_and_comes_back_as_far_as_it_is_there(stage: Stage) {
    let (database, points) = book(&stage).await;
    // Neither has an account.
    assert_eq!(points.part(joining()).await.unwrap(), 0);
    assert_eq!(points.join(joining()).await.unwrap(), 0);
    points.transfer(transfer(system(), member("old"), 100, "1")).await.unwrap();
    points.transfer(transfer(system(), member("new"), 5, "1")).await.unwrap();
    assert_eq!((points.join(joining()).await.unwrap(), held(&points).await), (100, (0, 105)));
    points.transfer(transfer(member("new"), system(), 60, "2")).await.unwrap();
    assert_eq!((points.part(joining()).await.unwrap(), held(&points).await), (45, (45, 0)));
    let kinds: Vec<_> =
        points.statement(member("old"), 9).await.unwrap().iter().map(|entry| (entry.kind, entry.amount)).collect();
    assert_eq!(kinds, [(PointsKind::Unmerge, 45), (PointsKind::Merge, -100), (PointsKind::Grant, 100)]);
    let same = Joining { to: member("old"), ..joining() };
    assert!(matches!(points.join(same).await, Err(PointsError::Invalid(_))));
    assert_sound(&database).await;
}

async fn the_same_step_moves_points_once_whoever_tells_it(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("old"), 100, "1")).await.unwrap();
    let other = ledger(&database);
    let (a, b, c) = tokio::join!(points.join(joining()), other.join(joining()), points.join(joining()));
    assert_eq!([a, b, c].map(Result::unwrap), [100; 3]);
    // What comes later is not part of it.
    points.transfer(transfer(system(), member("old"), 7, "2")).await.unwrap();
    assert_eq!((points.join(joining()).await.unwrap(), held(&points).await), (100, (7, 100)));
    let elsewhere = Joining { to: member("third"), ..joining() };
    assert!(matches!(points.join(elsewhere).await, Err(PointsError::Conflict)));
    let (a, b, c) = tokio::join!(points.part(joining()), other.part(joining()), points.part(joining()));
    assert_eq!([a, b, c].map(Result::unwrap), [100; 3]);
    assert_eq!((points.part(joining()).await.unwrap(), held(&points).await), (100, (107, 0)));
    // Another merge of the same two has another name.
    let again = Joining { reference: "merge:2:6".to_owned(), ..joining() };
    assert_eq!((points.join(again).await.unwrap(), held(&points).await), (107, (0, 107)));
    assert_sound(&database).await;
}

async fn what_a_member_can_hold_is_more_than_a_transfer_moves(stage: Stage) {
    let (database, points) = book(&stage).await;
    for reference in ["1", "2", "3"] {
        points.transfer(transfer(system(), member("old"), 1_000_000_000, reference)).await.unwrap();
    }
    assert_eq!((points.join(joining()).await.unwrap(), held(&points).await), (3_000_000_000, (0, 3_000_000_000)));
    assert_eq!((points.part(joining()).await.unwrap(), held(&points).await), (3_000_000_000, (3_000_000_000, 0)));
    assert_sound(&database).await;
}

async fn what_breaks_in_between_is_done_later(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("old"), 100, "1")).await.unwrap();
    database.pool.execute_unprepared("ALTER TABLE point_entries RENAME TO away").await.unwrap();
    assert!(matches!(points.join(joining()).await, Err(PointsError::Unavailable(_))));
    database.pool.execute_unprepared("ALTER TABLE away RENAME TO point_entries").await.unwrap();
    assert_eq!(held(&points).await, (100, 0));
    assert_eq!((points.join(joining()).await.unwrap(), held(&points).await), (100, (0, 100)));
    assert_sound(&database).await;
}

async fn the_better_row_of_days_goes_on(stage: Stage) {
    let (database, points) = book(&stage).await;
    let visit = |who: &str, also: &[&str], day| Visit {
        member: member(who),
        also: also.iter().map(|who| member(who)).collect(),
        day,
        points: 10,
        bonus_days: 5,
        bonus: 50,
        at: AT,
    };
    for day in 1..=4 {
        points.attend(visit("old", &[], day)).await.unwrap();
    }
    // The old one has come today already, whoever asks.
    let today = points.attend(visit("new", &["old", "nobody"], 4)).await.unwrap();
    assert_eq!((today.new, today.streak, today.days, today.balance), (false, 4, 4, 0));
    let next = points.attend(visit("new", &["old"], 5)).await.unwrap();
    let expected = Attendance { new: true, streak: 5, best: 5, days: 5, points: 10, bonus: 50, balance: 60 };
    assert_eq!(next, expected);
    let after = points.attend(visit("new", &["old"], 6)).await.unwrap();
    assert_eq!((after.streak, after.days), (6, 6));
    // Apart again, each has its own days.
    let alone = points.attend(visit("old", &[], 6)).await.unwrap();
    assert_eq!((alone.streak, alone.best, alone.days), (1, 4, 5));
    let alone = points.attend(visit("new", &[], 7)).await.unwrap();
    assert_eq!((alone.streak, alone.days), (7, 3));
    assert_sound(&database).await;
}

async fn who_was_merged_is_given_no_month_and_not_found(stage: Stage) {
    let merge = |number, user, undone| {
        let (bot, channel, into, actor) = ("LOA.i", "100", "new", "나");
        Record::Merge(MergeFact { bot, channel, number, user, into, undone, moved: None, actor, since: AT, at: AT })
    };
    let lines = ["old", "new", "apart"].map(|user| heard("100", user, "민수", AT));
    let facts = [merge(1, "old", false), merge(2, "apart", true)];
    let database = stage.stored(&[&[room("100", 1, "approved")][..], &lines, &facts].concat()).await;
    let (points, bot) = (ledger(&database), super::bot());
    let grant = MonthlyGrant { bot: &bot, month: "2026-11", amount: 500, heard_since: AT, at: AT };
    assert_eq!(points.grant_monthly(&grant, 0).await.unwrap().0, 2);
    assert_eq!(held(&points).await, (0, 500));
    let found = points.members(&member("new"), "민수").await.unwrap();
    let mut found: Vec<_> = found.iter().map(|member| member.user.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["apart", "new"]);
    assert_sound(&database).await;
}
