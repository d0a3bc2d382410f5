//! A ledger of points in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    Account, Attendance, Balance, Holder, Joining, NamedMember, Points, PointsEntry, PointsError, PointsKind, Receipt,
    Refund, Transfer, UserHash, Visit,
    points::{Later, MOST_HELD},
};

/// Keeps the promises of [`Points`] as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryPoints(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    away: bool,
    held: HashMap<Account, Balance>,
    made: HashMap<(Account, String), (Transfer, Receipt)>,
    entries: Vec<(Account, PointsEntry)>,
    /// The last day, days in a row, the longest row, all days.
    visits: HashMap<Account, (i32, u32, u32, u32)>,
    members: Vec<NamedMember>,
}

impl MemoryPoints {
    /// Lets the ledger answer no more, or again.
    pub fn go_away(&self, away: bool) {
        self.lock().away = away;
    }

    /// Makes a member known, in every room.
    #[expect(clippy::expect_used, reason = "a test with a bad literal shall fail")]
    pub fn know(&self, user: &str, name: &str, last_seen: i64) {
        let user = UserHash::new(user).expect("a valid user hash");
        self.lock().members.push(NamedMember { user, name: Arc::from(name), last_seen });
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Table) -> Result<T, PointsError>,
    ) -> Later<'_, Result<T, PointsError>> {
        let mut table = self.lock();
        let answer = if table.away {
            Err(PointsError::Unavailable("the test took it away".into()))
        } else {
            question(&mut table)
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Table {
    fn balance(&self, account: &Account) -> Balance {
        self.held.get(account).copied().unwrap_or_default()
    }

    fn transfer(&mut self, transfer: Transfer) -> Result<Receipt, PointsError> {
        transfer.check()?;
        let name = (transfer.subject().clone(), transfer.reference.clone());
        if let Some((before, receipt)) = self.made.get(&name) {
            let same = |one: &Transfer| (one.from.clone(), one.to.clone(), one.amount, one.kind);
            let known = same(before) == same(&transfer);
            return if known { Ok(Receipt { new: false, ..*receipt }) } else { Err(PointsError::Conflict) };
        }
        let (mut from, mut to) = (self.balance(&transfer.from), self.balance(&transfer.to));
        from.now -= transfer.amount;
        from.given += transfer.amount;
        to.now += transfer.amount;
        to.received += transfer.amount;
        if transfer.from.holder != Holder::System && from.now < 0 {
            return Err(PointsError::Short { balance: from.now + transfer.amount });
        }
        if transfer.to.holder != Holder::System && to.now > MOST_HELD {
            return Err(PointsError::Full);
        }
        for (account, balance, amount) in
            [(&transfer.from, from, -transfer.amount), (&transfer.to, to, transfer.amount)]
        {
            self.held.insert(account.clone(), balance);
            let Transfer { kind, actor, note, at, .. } = &transfer;
            let (actor, note) = (actor.clone(), note.clone());
            let entry = PointsEntry { kind: *kind, amount, balance: balance.now, actor, note, at: *at };
            self.entries.push((account.clone(), entry));
        }
        let receipt = Receipt { new: true, from: from.now, to: to.now };
        self.made.insert(name, (transfer, receipt));
        Ok(receipt)
    }

    fn refund(&mut self, refund: Refund) -> Result<Receipt, PointsError> {
        let Refund { subject, reference, actor, note, at } = refund;
        let name = (subject, reference);
        let made = self.made.get(&name).filter(|(made, _)| made.kind != PointsKind::Refund);
        let made = made.ok_or(PointsError::Unknown)?.0.clone();
        let (kind, reference) = (PointsKind::Refund, format!("refund:{}", name.1));
        self.transfer(Transfer { from: made.to, to: made.from, amount: made.amount, kind, reference, actor, note, at })
    }

    /// What was moved under this name before; else as much as there is, up to a bound.
    fn join(&mut self, transfer: impl Fn(i64) -> Transfer, most: i64) -> Result<i64, PointsError> {
        let plan = transfer(1);
        if let Some((made, _)) = self.made.get(&(plan.subject().clone(), plan.reference.clone())) {
            return Ok(made.amount);
        }
        let amount = self.balance(&plan.from).now.min(most);
        if amount > 0 {
            self.transfer(transfer(amount))?;
        }
        Ok(amount)
    }

    fn attend(&mut self, visit: &Visit) -> Result<Attendance, PointsError> {
        let others: Vec<_> = visit.also.iter().filter_map(|account| self.visits.get(account)).copied().collect();
        let own = self.visits.get(&visit.member).copied();
        let (day, mut streak, ..) = own.iter().chain(&others).copied().max().unwrap_or((i32::MIN, 0, 0, 0));
        let mut best = own.iter().chain(&others).map(|visits| visits.2).max().unwrap_or_default();
        let mut days = own.map_or(0, |visits| visits.3);
        let new = day < visit.day;
        let (mut points, mut bonus) = (0, 0);
        if new {
            streak = if day == visit.day - 1 { streak + 1 } else { 1 };
            (best, days) = (best.max(streak), days + 1);
            (points, bonus) = visit.reward(streak);
            if points + bonus > 0 {
                self.transfer(Transfer {
                    from: Account::system(&visit.member.bot),
                    to: visit.member.clone(),
                    amount: points + bonus,
                    kind: PointsKind::Attendance,
                    reference: format!("attendance:{}", visit.day),
                    actor: String::new(),
                    note: String::new(),
                    at: visit.at,
                })?;
            }
            self.visits.insert(visit.member.clone(), (visit.day, streak, best, days));
        }
        let days = days + others.iter().map(|visits| visits.3).sum::<u32>();
        Ok(Attendance { new, streak, best, days, points, bonus, balance: self.balance(&visit.member).now })
    }
}

impl Points for MemoryPoints {
    fn transfer(&self, transfer: Transfer) -> Later<'_, Result<Receipt, PointsError>> {
        self.ask(|table| table.transfer(transfer))
    }

    fn refund(&self, refund: Refund) -> Later<'_, Result<Receipt, PointsError>> {
        self.ask(|table| table.refund(refund))
    }

    fn join(&self, joining: Joining) -> Later<'_, Result<i64, PointsError>> {
        self.ask(|table| table.join(|amount| joining.forth(amount), i64::MAX))
    }

    fn part(&self, joining: Joining) -> Later<'_, Result<i64, PointsError>> {
        self.ask(|table| {
            let forth = table.made.get(&(joining.from.clone(), joining.reference.clone()));
            let moved = forth.map_or(0, |(transfer, _)| transfer.amount);
            table.join(|amount| joining.back(amount), moved)
        })
    }

    fn attend(&self, visit: Visit) -> Later<'_, Result<Attendance, PointsError>> {
        self.ask(|table| table.attend(&visit))
    }

    fn balance(&self, account: Account) -> Later<'_, Result<Balance, PointsError>> {
        self.ask(|table| Ok(table.balance(&account)))
    }

    fn statement(&self, account: Account, limit: u32) -> Later<'_, Result<Vec<PointsEntry>, PointsError>> {
        self.ask(|table| {
            let own = table.entries.iter().rev().filter(|(whose, _)| *whose == account);
            Ok(own.take(limit as usize).map(|(_, entry)| entry.clone()).collect())
        })
    }

    fn members(&self, _room: &Account, name: &str) -> Later<'_, Result<Vec<NamedMember>, PointsError>> {
        self.ask(|table| Ok(table.members.iter().filter(|member| *member.name == *name).cloned().collect()))
    }
}
