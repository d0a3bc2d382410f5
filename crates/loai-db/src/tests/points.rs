//! The ledger of points.

mod joining;
mod storm;

use loai_core::{
    Account, Attendance, Balance, BotName, ChannelId, Points as _, PointsEntry, PointsError, PointsKind, Receipt,
    Record, Refund, Transfer, UserHash, Visit,
    points::{MOST_HELD, MOST_POINTS},
    record::{RoomFact, Said},
};
use sea_orm::ConnectionTrait as _;
use tokio_util::task::TaskTracker;

use super::{
    Stage, on_every_database, said,
    stage::{column, count},
};
use crate::{Database, MonthlyGrant, PointsBook};

on_every_database!(
    a_transfer_takes_what_it_gives,
    nobody_gives_what_they_do_not_have,
    a_reference_counts_once,
    a_reference_of_another_transfer_is_refused,
    a_refused_transfer_leaves_nothing_behind,
    an_account_is_never_overfull,
    what_was_spent_is_given_back_once,
    a_day_counts_once_and_days_in_a_row_are_counted,
    the_month_is_given_once_to_whoever_was_heard_in_an_approved_room,
    members_are_found_by_the_name_they_have_now,
    the_table_itself_refuses_a_debt,
    nothing_counts_while_the_tables_are_away,
);

const AT: i64 = 1_752_990_000_000;

pub fn bot() -> BotName {
    BotName::new("LOA.i").unwrap()
}

fn channel() -> ChannelId {
    ChannelId::new("100").unwrap()
}

fn system() -> Account {
    Account::system(&bot())
}

fn member(user: &str) -> Account {
    Account::member(&bot(), &channel(), &UserHash::new(user).unwrap())
}

fn transfer(from: Account, to: Account, amount: i64, reference: &str) -> Transfer {
    let kind = if from == system() { PointsKind::Grant } else { PointsKind::Spend };
    Transfer {
        from,
        to,
        amount,
        kind,
        reference: reference.to_owned(),
        actor: "나".to_owned(),
        note: "생일".to_owned(),
        at: AT,
    }
}

fn refund(subject: Account, reference: &str) -> Refund {
    Refund { subject, reference: reference.to_owned(), actor: String::new(), note: String::new(), at: AT }
}

pub fn ledger(database: &Database) -> PointsBook {
    PointsBook::new(database, TaskTracker::new())
}

async fn book(stage: &Stage) -> (Database, PointsBook) {
    let database = stage.database().await;
    let points = ledger(&database);
    (database, points)
}

/// What must hold whatever has happened.
pub async fn assert_sound(database: &Database) {
    let number = async |sql: &str| column(database, sql).await[0].parse::<i64>().unwrap();
    assert_eq!(number("SELECT CAST(COALESCE(SUM(balance), 0) AS SIGNED) FROM point_accounts").await, 0, "the sum");
    assert_eq!(number("SELECT CAST(COALESCE(SUM(amount), 0) AS SIGNED) FROM point_entries").await, 0, "the entries");
    for (what, none) in [
        ("a debt", "point_accounts WHERE kind <> 'system' AND balance < 0"),
        (
            "a debt once",
            "point_entries e JOIN point_accounts a ON a.id = e.account_id WHERE a.kind <> 'system' AND e.balance < 0",
        ),
        (
            "a balance without entries",
            "(SELECT a.id FROM point_accounts a LEFT JOIN point_entries e ON e.account_id = a.id \
            GROUP BY a.id, a.balance, a.received, a.given HAVING a.balance <> COALESCE(SUM(e.amount), 0) \
            OR a.balance <> a.received - a.given) wrong",
        ),
        (
            "a transfer without two sides",
            "(SELECT t.id FROM point_transfers t LEFT JOIN point_entries e ON e.transfer_id = t.id \
            GROUP BY t.id, t.amount HAVING COUNT(e.id) <> 2 OR SUM(e.amount) <> 0 OR MAX(e.amount) <> t.amount) wrong",
        ),
        (
            "an entry of no transfer",
            "point_entries e LEFT JOIN point_transfers t ON t.id = e.transfer_id WHERE t.id IS NULL",
        ),
        (
            "a reference twice",
            "(SELECT subject_id FROM point_transfers GROUP BY subject_id, reference HAVING COUNT(*) > 1) wrong",
        ),
    ] {
        assert_eq!(count(database, none).await, 0, "{what}");
    }
}

async fn a_transfer_takes_what_it_gives(stage: Stage) {
    let (database, points) = book(&stage).await;
    let room = Account::room(&bot(), &channel());
    assert_eq!(points.balance(member("a")).await.unwrap(), Balance::default());
    let receipt = points.transfer(transfer(system(), member("a"), 100, "1")).await.unwrap();
    assert_eq!(receipt, Receipt { new: true, from: -100, to: 100 });
    let receipt = points.transfer(transfer(member("a"), room.clone(), 30, "2")).await.unwrap();
    assert_eq!(receipt, Receipt { new: true, from: 70, to: 30 });
    assert_eq!(points.balance(member("a")).await.unwrap(), Balance { now: 70, received: 100, given: 30 });
    assert_eq!(points.balance(room).await.unwrap().now, 30);
    assert_eq!(points.balance(member("b")).await.unwrap(), Balance::default());
    let lines = points.statement(member("a"), 10).await.unwrap();
    let line = |kind, amount, balance| PointsEntry {
        kind,
        amount,
        balance,
        actor: "나".to_owned(),
        note: "생일".to_owned(),
        at: AT,
    };
    assert_eq!(lines, [line(PointsKind::Spend, -30, 70), line(PointsKind::Grant, 100, 100)]);
    assert_eq!(points.statement(member("a"), 1).await.unwrap(), lines[..1]);
    assert_eq!(points.statement(member("b"), 1).await.unwrap(), []);
    assert_sound(&database).await;
}

async fn nobody_gives_what_they_do_not_have(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("a"), 10, "1")).await.unwrap();
    for (from, held) in [("a", 10), ("b", 0)] {
        let short = points.transfer(transfer(member(from), member("c"), 11, "2")).await;
        assert!(matches!(short, Err(PointsError::Short { balance }) if balance == held), "{short:?}");
    }
    let all = points.transfer(transfer(member("a"), member("c"), 10, "2")).await.unwrap();
    assert_eq!(all, Receipt { new: true, from: 0, to: 10 });
    assert_sound(&database).await;
}

async fn a_reference_counts_once(stage: Stage) {
    let (database, points) = book(&stage).await;
    let grant = transfer(system(), member("a"), 10, "1");
    let first = points.transfer(grant.clone()).await.unwrap();
    points.transfer(transfer(member("a"), system(), 4, "2")).await.unwrap();
    // Nobody who tells it again can see the time, or would be told of later movements.
    let again = points.transfer(Transfer { at: AT + 1, note: String::new(), ..grant.clone() }).await.unwrap();
    assert_eq!(again, Receipt { new: false, ..first });
    assert_eq!(points.balance(member("a")).await.unwrap().now, 6);
    // Of somebody else it is another one.
    assert!(points.transfer(transfer(system(), member("b"), 10, "1")).await.unwrap().new);
    let (a, b) = tokio::join!(
        points.transfer(transfer(system(), member("c"), 5, "1")),
        points.transfer(transfer(system(), member("c"), 5, "1"))
    );
    assert_ne!(a.unwrap().new, b.unwrap().new);
    assert_eq!(points.balance(member("c")).await.unwrap().now, 5);
    assert_sound(&database).await;
}

async fn a_reference_of_another_transfer_is_refused(stage: Stage) {
    let (database, points) = book(&stage).await;
    let grant = transfer(system(), member("a"), 10, "1");
    points.transfer(grant.clone()).await.unwrap();
    for other in [
        Transfer { amount: 11, ..grant.clone() },
        Transfer { kind: PointsKind::Monthly, ..grant.clone() },
        Transfer { from: Account::room(&bot(), &channel()), to: member("a"), ..grant.clone() },
        transfer(member("a"), system(), 10, "1"),
    ] {
        let refused = points.transfer(other.clone()).await;
        let room_is_another_subject = matches!(refused, Err(PointsError::Short { balance: 0 }));
        assert!(matches!(refused, Err(PointsError::Conflict)) || room_is_another_subject, "{other:?}: {refused:?}");
    }
    assert_eq!(points.balance(member("a")).await.unwrap().now, 10);
    assert_sound(&database).await;
}

async fn a_refused_transfer_leaves_nothing_behind(stage: Stage) {
    let (database, points) = book(&stage).await;
    let spend = transfer(member("a"), system(), 10, "1");
    assert!(matches!(points.transfer(spend.clone()).await, Err(PointsError::Short { balance: 0 })));
    assert_eq!(count(&database, "point_transfers").await + count(&database, "point_entries").await, 0);
    // So the same reference counts once there is enough.
    points.transfer(transfer(system(), member("a"), 10, "grant")).await.unwrap();
    assert!(points.transfer(spend).await.unwrap().new);
    assert!(matches!(points.transfer(transfer(system(), system(), 1, "x")).await, Err(PointsError::Invalid(_))));
    assert_sound(&database).await;
}

async fn an_account_is_never_overfull(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("a"), MOST_POINTS, "1")).await.unwrap();
    let rich = MOST_HELD - 1;
    for (kind, balance) in [("member", rich), ("system", -rich)] {
        let update = format!("UPDATE point_accounts SET balance = {balance} WHERE kind = '{kind}'");
        database.pool.execute_unprepared(&update).await.unwrap();
    }
    assert!(matches!(points.transfer(transfer(system(), member("a"), 2, "2")).await, Err(PointsError::Full)));
    assert_eq!(points.transfer(transfer(system(), member("a"), 1, "3")).await.unwrap().to, MOST_HELD);
    assert_eq!(points.balance(system()).await.unwrap().now, -MOST_HELD);
}

async fn what_was_spent_is_given_back_once(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("a"), 100, "grant")).await.unwrap();
    points.transfer(transfer(member("a"), system(), 40, "answer")).await.unwrap();
    assert!(matches!(points.refund(refund(member("a"), "other")).await, Err(PointsError::Unknown)));
    assert!(matches!(points.refund(refund(member("b"), "answer")).await, Err(PointsError::Unknown)));
    let back = points.refund(refund(member("a"), "answer")).await.unwrap();
    assert_eq!((back.new, back.to), (true, 100));
    let again = points.refund(refund(member("a"), "answer")).await.unwrap();
    assert_eq!((again.new, again.to), (false, 100));
    // A refund is no transfer that could be given back; a grant is, while it is there.
    let id = &column(&database, "SELECT reference FROM point_transfers WHERE kind = 'refund'").await[0];
    assert!(matches!(points.refund(refund(member("a"), id)).await, Err(PointsError::Unknown)));
    points.transfer(transfer(member("a"), system(), 1, "one")).await.unwrap();
    let short = points.refund(refund(member("a"), "grant")).await;
    assert!(matches!(short, Err(PointsError::Short { balance: 99 })), "{short:?}");
    assert_eq!(points.statement(member("a"), 2).await.unwrap()[1].kind, PointsKind::Refund);
    assert_sound(&database).await;
}

async fn a_day_counts_once_and_days_in_a_row_are_counted(stage: Stage) {
    let (database, points) = book(&stage).await;
    let come = async |day: i32, points_a_day: i64| {
        let visit = Visit {
            member: member("a"),
            also: Vec::new(),
            day,
            points: points_a_day,
            bonus_days: 3,
            bonus: 50,
            at: AT,
        };
        points.attend(visit).await.unwrap()
    };
    let first = come(20_000, 10).await;
    let expected = Attendance { new: true, streak: 1, best: 1, days: 1, points: 10, bonus: 0, balance: 10 };
    assert_eq!(first, expected);
    let again = Attendance { new: false, points: 0, ..expected };
    assert_eq!((come(20_000, 10).await, come(19_999, 10).await), (again, again));
    assert_eq!((come(20_001, 10).await.streak, come(20_001, 10).await.new), (2, false));
    let third = come(20_002, 10).await;
    assert_eq!((third.streak, third.bonus, third.balance), (3, 50, 80));
    let after_a_gap = come(20_004, 0).await;
    let expected = Attendance { new: true, streak: 1, best: 3, days: 4, points: 0, bonus: 0, balance: 80 };
    assert_eq!(after_a_gap, expected);
    assert_eq!(points.statement(member("a"), 10).await.unwrap().len(), 3);
    let at_once = |user: &str| {
        points.attend(Visit {
            member: member(user),
            also: Vec::new(),
            day: 1,
            points: 10,
            bonus_days: 0,
            bonus: 0,
            at: AT,
        })
    };
    let (a, b, c) = tokio::join!(at_once("b"), at_once("b"), at_once("b"));
    assert_eq!([a, b, c].into_iter().filter(|visit| visit.as_ref().unwrap().new).count(), 1);
    assert_eq!(points.balance(member("b")).await.unwrap().now, 10);
    assert_sound(&database).await;
}

fn room<'a>(channel: &'a str, number: u32, state: &'a str) -> Record<'a> {
    Record::Room(RoomFact { bot: "LOA.i", channel, number, name: "방", state, actor: "cli", at: AT })
}

fn heard<'a>(channel: &'a str, user: &'a str, name: &'a str, at: i64) -> Record<'a> {
    Record::Said(Said { sender: name, ..said(channel, user, "안녕", at) })
}

async fn the_month_is_given_once_to_whoever_was_heard_in_an_approved_room(stage: Stage) {
    let facts = [room("100", 1, "approved"), room("200", 2, "denied"), room("300", 3, "approved")];
    let lines = [("100", "a", AT), ("100", "old", AT - 10), ("200", "a", AT), ("300", "a", AT), ("300", "b", AT)];
    let lines = lines.map(|(channel, user, at)| heard(channel, user, user, at));
    let database = stage.stored(&[&facts[..], &lines[..]].concat()).await;
    let points = ledger(&database);
    let bot = bot();
    let grant = MonthlyGrant { bot: &bot, month: "2026-11", amount: 500, heard_since: AT - 5, at: AT };
    let (given, next) = points.grant_monthly(&grant, 0).await.unwrap();
    assert_eq!(given, 3);
    assert_eq!(points.grant_monthly(&grant, next.unwrap()).await.unwrap(), (0, None));
    // A restart begins from the front and finds nobody.
    assert_eq!(points.grant_monthly(&grant, 0).await.unwrap(), (0, None));
    assert_eq!(points.balance(member("a")).await.unwrap().now, 500);
    assert_eq!(points.balance(member("old")).await.unwrap().now, 0);
    let later = MonthlyGrant { heard_since: AT - 10, ..grant };
    assert_eq!(points.grant_monthly(&later, 0).await.unwrap().0, 1);
    let next_month = MonthlyGrant { month: "2026-12", ..grant };
    assert_eq!(points.grant_monthly(&next_month, 0).await.unwrap().0, 3);
    assert_eq!(points.balance(member("a")).await.unwrap().now, 1_000);
    let nothing = MonthlyGrant { month: "2027-01", amount: 0, ..grant };
    assert_eq!(points.grant_monthly(&nothing, 0).await.unwrap(), (0, None));
    assert_sound(&database).await;
}

async fn members_are_found_by_the_name_they_have_now(stage: Stage) {
    let lines =
        [("100", "1", "가나"), ("100", "2", "다라"), ("100", "3", "가나"), ("200", "4", "가나"), ("100", "2", "가나 ")];
    let lines = lines.map(|(channel, user, name)| heard(channel, user, name, AT));
    let database = stage.stored(&[&[room("100", 1, "approved")][..], &lines[..]].concat()).await;
    let points = ledger(&database);
    let here = Account::room(&bot(), &channel());
    let named = async |name: &str| {
        let members = points.members(&here, name).await.unwrap();
        members.iter().map(|member| member.user.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(named("가나").await, ["1", "3"]);
    assert_eq!(named("다라").await, [""; 0]);
    let other = Account::room(&BotName::new("B").unwrap(), &channel());
    assert_eq!(points.members(&other, "가나").await.unwrap(), []);
}

async fn the_table_itself_refuses_a_debt(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("a"), 1, "1")).await.unwrap();
    let debt = "UPDATE point_accounts SET balance = -1 WHERE kind = 'member'";
    assert!(database.pool.execute_unprepared(debt).await.is_err());
    assert_sound(&database).await;
}

async fn nothing_counts_while_the_tables_are_away(stage: Stage) {
    let (database, points) = book(&stage).await;
    points.transfer(transfer(system(), member("a"), 5, "1")).await.unwrap();
    database.pool.execute_unprepared("ALTER TABLE point_entries RENAME TO away").await.unwrap();
    for _ in 0..2 {
        let refused = points.transfer(transfer(member("a"), system(), 5, "2")).await;
        assert!(matches!(refused, Err(PointsError::Unavailable(_))), "{refused:?}");
    }
    database.pool.execute_unprepared("ALTER TABLE away RENAME TO point_entries").await.unwrap();
    assert_eq!(points.balance(member("a")).await.unwrap().now, 5);
    assert!(points.transfer(transfer(member("a"), system(), 5, "2")).await.unwrap().new);
    assert_sound(&database).await;
}
