//! A conversation that KakaoTalk exported as text, on Android, iOS or a computer.
//!
//! An export has names only, and minutes. A line counts as known when the room has one with the same text in the same
//! minute, as often as it is there; so the same export, a later one and what the server heard itself go together.

mod date;
mod parser;

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::NaiveDate;
use chrono_tz::Tz;
use loai_core::{
    Batch, Record, Room,
    record::{Kind, Said},
};

use crate::{
    database::in_zone,
    intake::{ImportError, Intake, MOST_BYTES, Progress},
    report::{Note, Outcome, Report},
};
use parser::{Message, Parser, Read};

const MINUTE: i64 = 60_000;
/// Messages of a day that are compared at a time.
const TOGETHER: usize = 20_000;
/// A longer line is no line of an export.
const MOST_LINE: u64 = 1 << 20;
/// The header stands within so many lines.
const HEADER: usize = 8;

/// An exported conversation.
#[derive(Debug)]
pub struct Conversation {
    path: PathBuf,
    room: Option<String>,
}

/// Whose conversation it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    room: &'a Arc<Room>,
    own_names: &'a [&'a str],
    zone: Tz,
}

impl Conversation {
    /// Looks at the header of a file.
    ///
    /// # Errors
    /// [`ImportError::File`]
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let mut parser = Parser::default();
        let mut lines = Lines::open(path)?;
        for _ in 0..HEADER {
            match lines.next()? {
                Some(Ok(line)) => drop(parser.line(&line)),
                Some(Err(())) => {}
                None => break,
            }
        }
        Ok(Self { path: path.to_owned(), room: parser.room })
    }

    /// The name of the room, as the header says it.
    pub fn room(&self) -> Option<&str> {
        self.room.as_deref()
    }

    /// Takes the messages into the log of a room, without those that are there. What one of `own_names` said is the
    /// bot's. May be ended at any time and started again.
    ///
    /// # Errors
    /// [`ImportError`]
    pub async fn import(
        &self,
        room: &Arc<Room>,
        own_names: &[&str],
        zone: Tz,
        intake: &Intake,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Report, ImportError> {
        let target = Target { room, own_names, zone };
        let label = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut report = Report::default();
        let (mut lines, mut parser) = (Lines::open(&self.path)?, Parser::default());
        let all = std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        let mut waiting: Vec<Message> = Vec::new();
        while let Some(line) = lines.next()? {
            let (number, read) = (lines.number, line.map(|line| parser.line(&line)));
            let ended = match read {
                Ok(Read::Ended(ended)) => ended,
                Ok(Read::Event(ended)) => {
                    report.add(Outcome::Noted, &*label, Note::new("import-events"));
                    ended
                }
                Ok(Read::Unreadable(ended)) => {
                    report.add_at(Outcome::Lost, &*label, Note::new("import-line-unreadable"), number);
                    ended
                }
                Err(()) => {
                    report.add_at(Outcome::Lost, &*label, Note::new("import-line-encoding"), number);
                    parser.end()
                }
            };
            let Some(message) = ended else { continue };
            if !goes_with(&waiting, &message) {
                take(target, &waiting, intake, &label, &mut report).await?;
                waiting.clear();
                progress(Progress { what: &label, done: lines.bytes, all });
            }
            waiting.push(message);
        }
        waiting.extend(parser.end());
        take(target, &waiting, intake, &label, &mut report).await?;
        progress(Progress { what: &label, done: lines.bytes, all });
        Ok(report)
    }
}

/// Whether a message is compared together with those before it; messages of one minute always are.
fn goes_with(waiting: &[Message], message: &Message) -> bool {
    let day = |message: &Message| -> NaiveDate { message.at.date() };
    waiting.last().is_none_or(|last| last.at == message.at || day(last) == day(message) && waiting.len() < TOGETHER)
}

/// Keeps the messages that the room does not have.
async fn take(
    target: Target<'_>,
    messages: &[Message],
    intake: &Intake,
    label: &str,
    report: &mut Report,
) -> Result<(), ImportError> {
    let timed = messages.iter().filter_map(|message| Some((in_zone(message.at, target.zone)?, message)));
    let timed: Vec<_> = timed.collect();
    let times = || timed.iter().map(|(at, _)| *at);
    let (Some(from), Some(to)) = (times().min(), times().max()) else { return Ok(()) };
    let mut present: HashMap<(i64, String), u32> = HashMap::new();
    if let Some(database) = &intake.database {
        for (at, text) in database.texts_between(target.room.number, from, to + MINUTE).await? {
            *present.entry((at - at.rem_euclid(MINUTE), text)).or_default() += 1;
        }
    }
    let mut batch = Batch::default();
    let mut in_minute: HashMap<i64, i64> = HashMap::new();
    for (at, message) in timed {
        let place = in_minute.entry(at).or_default();
        // Milliseconds keep the order within a minute.
        let ordered = at + (*place).min(MINUTE - 1);
        *place += 1;
        match present.get_mut(&(at, message.text.clone())) {
            Some(count) if *count > 0 => {
                *count -= 1;
                report.add(Outcome::Present, label, Note::new("import-lines"));
            }
            _ => {
                report.add(Outcome::Taken, label, Note::new("import-lines"));
                batch.push(&Record::Said(said(target, message, ordered)));
            }
        }
        if batch.bytes().len() > MOST_BYTES {
            intake.take(&batch)?;
            batch.clear();
        }
    }
    intake.take(&batch)
}

fn said<'r>(target: Target<'r>, message: &'r Message, at: i64) -> Said<'r> {
    let own = target.own_names.contains(&message.sender.as_str());
    let talk = if !own && loai_texts::is_talk(&message.text) { Said::MEANINGFUL } else { 0 };
    Said {
        bot: target.room.bot.as_str(),
        channel: target.room.channel.as_str(),
        user: None,
        sender: if own { "" } else { &message.sender },
        text: &message.text,
        kind: Kind::Chat,
        command: None,
        flags: Said::IMPORTED | talk | if own { Said::OWN } else { 0 },
        log_id: None,
        client_at: None,
        at,
        fingerprint: 0,
    }
}

/// The lines of a file, with how far they are read.
struct Lines {
    label: String,
    file: BufReader<File>,
    number: u64,
    bytes: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, ImportError> {
        let label = path.display().to_string();
        let file = File::open(path).map_err(|error| ImportError::File(label.clone(), error))?;
        Ok(Self { label, file: BufReader::new(file), number: 0, bytes: 0 })
    }

    /// The next line without its end; an error within for one that is not UTF-8 or far too long.
    fn next(&mut self) -> Result<Option<Result<String, ()>>, ImportError> {
        let mut line = Vec::new();
        let read = (&mut self.file).take(MOST_LINE).read_until(b'\n', &mut line);
        let read = read.map_err(|error| ImportError::File(self.label.clone(), error))?;
        if read == 0 {
            return Ok(None);
        }
        self.bytes += read as u64;
        self.number += 1;
        let text = String::from_utf8(line).map_err(|_| ()).map(|line| {
            let line = if self.number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
            line.trim_end_matches(['\r', '\n']).to_owned()
        });
        Ok(Some(text))
    }
}

#[cfg(test)]
mod tests;
