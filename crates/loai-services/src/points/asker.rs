//! Who asks, and what the commands of points have in common.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use loai_core::{
    Account, BotName, Call, ChannelId, Outcome, PointsEntry, PointsError, PointsKind, Receipt, Reply, Role, Transfer,
    UserHash, points::MOST_POINTS,
};
use loai_texts::{Value, plain};

use super::request::Deed;
use crate::{Ports, approval, lines::page};

/// At most so many characters of a name or word are shown.
pub(super) const NAME: usize = 30;
/// As many lines of a statement are shown as are asked for.
const LISTED: usize = 50;

/// A call, for as long as its answer takes.
pub(crate) struct Asker {
    pub(crate) ports: Ports,
    pub(crate) bot: BotName,
    pub(crate) channel: ChannelId,
    pub(crate) user: Option<UserHash>,
    pub(crate) name: String,
    pub(crate) command: String,
    pub(crate) prompt: String,
    pub(crate) is_admin: bool,
    pub(crate) at: i64,
    pub(crate) zone: Tz,
    actor: String,
    reference: String,
}

impl Asker {
    pub(crate) fn of(ports: &Ports, call: &Call<'_>) -> Self {
        let settings = ports.settings.load();
        let zone = settings.bots.get(&call.room.bot).map_or(Tz::Asia__Seoul, |bot| bot.timezone);
        // The same message is the same movement, should it ever come twice.
        let reference = match call.incoming.log_id {
            Some(id) => format!("call:{id}"),
            None => format!("call:{}:{:x}:{:x}", call.at, call.incoming.fingerprint, rand::random::<u64>()),
        };
        Self {
            ports: ports.clone(),
            bot: call.room.bot.clone(),
            channel: call.room.channel.clone(),
            user: call.incoming.user.and_then(|user| UserHash::new(user).ok()),
            name: plain(call.incoming.sender, NAME),
            command: call.command.shown().to_owned(),
            prompt: call.prompt.to_owned(),
            is_admin: call.role == Role::Admin,
            at: call.at,
            zone,
            actor: approval::actor(call),
            reference,
        }
    }

    /// Answers when the ledger has.
    pub(crate) fn later<F>(self, answer: impl FnOnce(Self) -> F + Send + 'static) -> Outcome
    where
        F: Future<Output = String> + Send,
    {
        Outcome::later(async move { Ok(Reply::text(answer(self).await)) })
    }

    /// The caller's account: that of whom the caller counts as.
    pub(crate) fn own(&self) -> Option<Account> {
        let root = self.ports.merger.merges.root(&self.bot, &self.channel, self.user.as_ref()?);
        Some(Account::member(&self.bot, &self.channel, &root))
    }

    /// The accounts of everybody who counts as the caller.
    pub(crate) fn also(&self) -> Vec<Account> {
        let merges = &self.ports.merger.merges;
        let Some(user) = &self.user else { return Vec::new() };
        let root = merges.root(&self.bot, &self.channel, user);
        let others = merges.merged_into(&self.bot, &self.channel, &root);
        others.iter().map(|user| Account::member(&self.bot, &self.channel, user)).collect()
    }

    /// The account of the room.
    pub(crate) fn room(&self) -> Account {
        Account::room(&self.bot, &self.channel)
    }

    /// The number of today in the bot's zone.
    pub(crate) fn day(&self) -> i32 {
        self.local(self.at).num_days_from_ce() - DateTime::UNIX_EPOCH.num_days_from_ce()
    }

    fn local(&self, at: i64) -> DateTime<Tz> {
        DateTime::<Utc>::from_timestamp_millis(at).unwrap_or_default().with_timezone(&self.zone)
    }

    pub(crate) fn say(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let words = [("command", self.command.as_str().into()), ("most", grouped(MOST_POINTS).into())];
        let words: Vec<(&str, Value<'_>)> = words.into_iter().chain(values.iter().cloned()).collect();
        self.ports.texts.get(key, &words)
    }

    /// What is said of an account; `kind` begins the names of its texts.
    pub(crate) async fn show(&self, account: Account, (kind, name): (&str, &str), what: Show) -> String {
        let balance = match self.ports.points.balance(account.clone()).await {
            Ok(balance) => balance,
            Err(error) => return self.unread(&error),
        };
        let values = [
            ("name", name.into()),
            ("points", grouped(balance.now).into()),
            ("received", grouped(balance.received).into()),
            ("given", grouped(balance.given).into()),
        ];
        match what {
            Show::Balance => self.say(&format!("{kind}-balance"), &values),
            Show::Summary => self.say(&format!("{kind}-summary"), &values),
            Show::Statement(lines) => match self.ports.points.statement(account, lines).await {
                Ok(entries) if entries.is_empty() => self.say("points-statement-none", &[]),
                Ok(entries) => {
                    let lines = entries.iter().map(|entry| self.line(entry)).collect();
                    page(&self.ports.texts, &self.say(&format!("{kind}-statement"), &values), lines, LISTED)
                }
                Err(error) => self.unread(&error),
            },
        }
    }

    fn line(&self, entry: &PointsEntry) -> String {
        let word = |text: &str| match plain(text, NAME) {
            text if text.is_empty() => "none".to_owned(),
            text => text,
        };
        // Whoever sends or gets something by a command is named; an admin's end of the hash is not for everybody.
        let actor = entry.actor.split(" (…").next().unwrap_or_default();
        let sign = if entry.amount > 0 { "+" } else { "" };
        let values = [
            ("at", self.local(entry.at).format("%m/%d %H:%M").to_string().into()),
            ("kind", self.say(&format!("points-kind-{}", entry.kind), &[]).into()),
            ("amount", format!("{sign}{}", grouped(entry.amount)).into()),
            ("balance", grouped(entry.balance).into()),
            ("actor", word(actor).into()),
            ("note", word(&entry.note).into()),
        ];
        self.say("points-line", &values)
    }

    /// Moves points between an account and the system, or from one member to another.
    pub(crate) async fn book(
        &self,
        deed: Deed,
        (from, to): (Account, Account),
        amount: i64,
        note: &str,
    ) -> Result<Receipt, PointsError> {
        let kind = match deed {
            Deed::Grant => PointsKind::Grant,
            Deed::Take => PointsKind::Take,
            Deed::Send => PointsKind::Send,
        };
        let (reference, actor, note) = (self.reference.clone(), self.actor.clone(), note.to_owned());
        let transfer = Transfer { from, to, amount, kind, reference, actor, note, at: self.at };
        self.ports.points.transfer(transfer).await
    }

    /// What is said where points did not move.
    pub(crate) fn refused(&self, error: &PointsError, (kind, name): (&str, &str)) -> String {
        let name = ("name", name.into());
        match error {
            PointsError::Short { balance } => {
                self.say(&format!("{kind}-short"), &[name, ("balance", grouped(*balance).into())])
            }
            PointsError::Full => self.say(&format!("{kind}-full"), &[name]),
            PointsError::Conflict => self.say("points-already", &[]),
            PointsError::Invalid(_) | PointsError::Unknown | PointsError::Unavailable(_) => {
                self.log(error);
                self.say("points-not-booked", &[])
            }
        }
    }

    fn unread(&self, error: &PointsError) -> String {
        self.log(error);
        self.say("points-unavailable", &[])
    }

    pub(super) fn log(&self, error: &PointsError) {
        tracing::error!(bot.name = %self.bot, error = error as &dyn std::error::Error, "the ledger of points failed");
    }
}

/// What is to be shown of an account.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Show {
    Balance,
    Summary,
    Statement(u32),
}

/// A number with a comma at every thousand.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
