//! The language of scenario files: one step a line.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// One line of a scenario, with its number for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The line in the file, counted from 1.
    pub line: usize,
    /// What to do.
    pub action: Action,
}

/// What a scenario can do and expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `phone NAME CLIENT [DEVICE]`: connects a phone and waits until it is greeted.
    Phone {
        /// What the scenario calls it.
        name: String,
        /// The client script that it behaves like.
        client: String,
        /// Its device id; the scenario's default when absent.
        device: Option<String>,
    },
    /// `room NAME CHANNEL`: where what follows is said.
    Room {
        /// The room's name.
        name: String,
        /// Its channel id.
        channel: String,
    },
    /// `sender NAME HASH`: who says what follows.
    Sender {
        /// The sender's name.
        name: String,
        /// The user hash.
        user: String,
    },
    /// `a> TEXT`: the phone reports a message.
    Say(String, String),
    /// `a< TEXT`: the next answer to the phone contains the text.
    Contains(String, String),
    /// `a= TEXT`: the next answer to the phone is exactly the text.
    Equals(String, String),
    /// `a! silence [MS]`: the phone gets no answer for that long (1,000 ms).
    Silence(String, Duration),
    /// `a! approved` and `a! pending`: what the greeting said.
    Approved(String, bool),
    /// `a! closed [MS]`: the server closes the connection within that time (5,000 ms).
    Closed(String, Duration),
    /// `wait MS`: lets time pass; all phones keep answering pings.
    Wait(Duration),
    /// `close NAME`: the phone closes its connection.
    Close(String),
    /// `abort NAME`: the phone vanishes with a reset.
    Abort(String),
    /// `split NAME BYTES`: from now on the phone writes in pieces of that size; 0 stops it.
    Split(String, usize),
    /// `raw NAME LINE`: the phone sends the line as it stands.
    Raw(String, String),
}

/// Reads a whole scenario; blank lines and lines that start with `#` are skipped.
///
/// # Errors
/// On the first line that is no step, with its number.
pub fn parse(text: &str) -> Result<Vec<Step>> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    let steps = numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    steps.map(|(line, text)| Ok(Step { line, action: action(text).with_context(|| format!("line {line}"))? })).collect()
}

fn action(line: &str) -> Result<Action> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if let Some((phone, mark)) = exchange(word) {
        let phone = phone.to_owned();
        return Ok(match mark {
            '>' => Action::Say(phone, unescape(rest)?),
            '<' => Action::Contains(phone, unescape(rest)?),
            '=' => Action::Equals(phone, unescape(rest)?),
            _ => return state(phone, rest),
        });
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    Ok(match (word, words.as_slice()) {
        ("phone", [name, client]) => {
            Action::Phone { name: phone_name(name)?, client: (*client).to_owned(), device: None }
        }
        ("phone", [name, client, device]) => {
            let device = Some((*device).to_owned());
            Action::Phone { name: phone_name(name)?, client: (*client).to_owned(), device }
        }
        ("room", [.., channel]) => Action::Room { name: all_but_last(rest)?, channel: (*channel).to_owned() },
        ("sender", [.., user]) => Action::Sender { name: all_but_last(rest)?, user: (*user).to_owned() },
        ("wait", [ms]) => Action::Wait(millis(ms)?),
        ("close", [name]) => Action::Close((*name).to_owned()),
        ("abort", [name]) => Action::Abort((*name).to_owned()),
        ("split", [name, bytes]) => Action::Split((*name).to_owned(), bytes.parse().context("how many bytes?")?),
        ("raw", [name, ..]) => Action::Raw((*name).to_owned(), rest[name.len()..].trim().to_owned()),
        _ => bail!("this is no step: {line}"),
    })
}

/// `a>` is a phone's name and what happens to it.
fn exchange(word: &str) -> Option<(&str, char)> {
    let mark = word.chars().last().filter(|mark| "><=!".contains(*mark))?;
    let name = word.strip_suffix(mark)?;
    is_name(name).then_some((name, mark))
}

fn state(phone: String, rest: &str) -> Result<Action> {
    let (what, time) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let within = |default| if time.is_empty() { Ok(Duration::from_millis(default)) } else { millis(time) };
    Ok(match what {
        "silence" => Action::Silence(phone, within(1000)?),
        "closed" => Action::Closed(phone, within(5000)?),
        "approved" => Action::Approved(phone, true),
        "pending" => Action::Approved(phone, false),
        _ => bail!("expected silence, closed, approved or pending, not {what}"),
    })
}

/// Waiting is bounded, so that a scenario always ends.
fn millis(text: &str) -> Result<Duration> {
    let ms: u64 = text.trim().parse().with_context(|| format!("{text} is no number of milliseconds"))?;
    ensure!(ms <= 600_000, "{ms} ms is longer than ten minutes");
    Ok(Duration::from_millis(ms))
}

fn phone_name(name: &str) -> Result<String> {
    ensure!(is_name(name), "a phone's name is letters and digits, not {name}");
    Ok(name.to_owned())
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(char::is_alphanumeric)
}

/// Names of rooms and people may hold blanks; the last word is the id.
fn all_but_last(rest: &str) -> Result<String> {
    let (name, _) = rest.rsplit_once(char::is_whitespace).context("a name and an id are needed")?;
    Ok(name.trim().to_owned())
}

/// `\n` is a line end and `\\` a backslash.
fn unescape(text: &str) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (char, if char == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('\\')) => out.push('\\'),
            ('\\', _) => bail!("only \\n and \\\\ are known escapes"),
            (char, _) => out.push(char),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Action {
        parse(line).unwrap().remove(0).action
    }

    fn name() -> String {
        "a".to_owned()
    }

    #[test]
    fn steps_keep_the_number_of_their_line() {
        let steps = parse("# 첫 대화\n\nphone a 3.2.1\n  a> 안녕\n").unwrap();
        assert_eq!(steps.iter().map(|step| step.line).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(steps[1].action, Action::Say(name(), "안녕".to_owned()));
    }

    #[test]
    fn every_step_is_understood() {
        let client = "3.2.1".to_owned();
        assert_eq!(one("phone a 3.2.1 0f1e"), Action::Phone { name: name(), client, device: Some("0f1e".to_owned()) });
        assert_eq!(one("room 우리 방 17"), Action::Room { name: "우리 방".to_owned(), channel: "17".to_owned() });
        assert_eq!(one("sender 나 0f"), Action::Sender { name: "나".to_owned(), user: "0f".to_owned() });
        assert_eq!(one("a< 둘\\n줄"), Action::Contains(name(), "둘\n줄".to_owned()));
        assert_eq!(one("a= # echo x"), Action::Equals(name(), "# echo x".to_owned()));
        assert_eq!(one("a! silence"), Action::Silence(name(), Duration::from_secs(1)));
        assert_eq!(one("a! closed 20"), Action::Closed(name(), Duration::from_millis(20)));
        assert_eq!(one("a! pending"), Action::Approved(name(), false));
        assert_eq!(one("wait 5"), Action::Wait(Duration::from_millis(5)));
        assert_eq!(one("abort a"), Action::Abort(name()));
        assert_eq!(one("split a 3"), Action::Split(name(), 3));
        assert_eq!(one(r#"raw a {"event": 1}"#), Action::Raw(name(), r#"{"event": 1}"#.to_owned()));
    }

    #[test]
    fn what_is_no_step_is_named_with_its_line() {
        for wrong in
            ["dance", "phone a", "a! maybe", "wait", "wait soon", "wait 600001", "room 17", "a> \\t", "split a b"]
        {
            let error = format!("{:#}", parse(&format!("\n{wrong}")).unwrap_err());
            assert!(error.starts_with("line 2: "), "{error}");
        }
    }
}
