//! What a caller can do in a room: from the commands that this room and this caller may use, categories first.

mod kept;
mod option;

use std::sync::{Arc, OnceLock};

use loai_core::{Call, Command, CommandBook, CommandService, Outcome, Role, Spellings};
use loai_texts::{Texts, folded, plain};

use self::kept::Kept;
use crate::{
    Ports,
    lines::{SHOWN, page},
};

/// So many commands are named to somebody who mistyped one.
const MEANT: usize = 3;

/// The service `help`.
pub(crate) struct Help {
    book: Arc<OnceLock<Arc<dyn CommandBook>>>,
    texts: Arc<Texts>,
    /// The ones of everything; they can be long, and a room waits while one is made.
    kept: Kept,
}

/// The commands of one category.
type Section<'a> = &'a [Arc<Command>];

impl Help {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { book: Arc::clone(&ports.book), texts: Arc::clone(&ports.texts), kept: Kept::default() }
    }

    /// Everything. What is longer than a glance shows the categories and folds the commands.
    fn overview(&self, commands: &[Arc<Command>], own_lines: &[String], key: &str) -> String {
        let mut head = vec![self.texts.say("help-title")];
        let (shown, more) = own_lines.split_at(own_lines.len().min(SHOWN));
        head.extend_from_slice(shown);
        if commands.is_empty() && own_lines.is_empty() {
            head.push(self.texts.say("help-empty"));
        }
        let listed: Vec<String> = sections(commands).flat_map(|section| self.section(section)).collect();
        let hint = (!commands.is_empty()).then(|| self.texts.get("help-hint", &[("command", key.into())]));
        if own_lines.len() + listed.len() <= SHOWN {
            head.extend(listed.into_iter().chain(hint));
            return head.join("\n");
        }
        head.extend(sections(commands).map(|section| self.count(section)).chain(hint));
        let rest: Vec<String> = more.iter().cloned().chain(listed).collect();
        folded(&head.join("\n"), &rest.join("\n"))
    }

    /// One category or one command; a sigil in front of the word means the command.
    fn about(&self, commands: &[Arc<Command>], (word, role): (&str, Role), key: &str) -> String {
        let exact = |name: &str| spelled(name) == spelled(word);
        let bare_word = bare(word);
        let similar = |name: &str| !bare_word.is_empty() && bare(name) == bare_word;
        if let Some(command) = named(commands, exact) {
            return self.details(command, role);
        }
        if let Some(section) = sections(commands).find(|section| similar(&section[0].category)) {
            let mut lines = self.section(section);
            let head = lines.remove(0);
            return page(&self.texts, &head, lines, usize::MAX);
        }
        if let Some(command) = named(commands, similar) {
            return self.details(command, role);
        }
        let meant = meant_by(commands, word);
        if !meant.is_empty() {
            let values = [("word", plain(word, 30).into()), ("commands", meant.join(", ").into())];
            return self.texts.get("help-meant", &values);
        }
        self.texts.get("help-unknown", &[("word", plain(word, 30).into()), ("command", key.into())])
    }

    fn section(&self, section: Section<'_>) -> Vec<String> {
        let category = self.texts.get("help-category", &[("category", (*section[0].category).into())]);
        std::iter::once(category).chain(section.iter().map(|command| self.line(command))).collect()
    }

    fn count(&self, section: Section<'_>) -> String {
        let values = [("category", (*section[0].category).into()), ("count", section.len().into())];
        self.texts.get("help-category-count", &values)
    }

    fn line(&self, command: &Command) -> String {
        if command.description.is_empty() {
            return command.shown().to_owned();
        }
        let values = [("command", command.shown().into()), ("description", (*command.description).into())];
        self.texts.get("help-command", &values)
    }

    fn details(&self, command: &Command, role: Role) -> String {
        let mut lines = vec![self.line(command)];
        if command.prompt_required {
            lines.push(self.texts.say("help-prompt-required"));
        }
        if !command.aliases.is_empty() {
            lines.push(self.texts.get("help-aliases", &[("aliases", command.aliases.join(", ").into())]));
        }
        if !command.examples.is_empty() {
            lines.push(self.texts.get("help-examples", &[("examples", command.examples.join(", ").into())]));
        }
        let options: Vec<_> = command.parameters.iter().filter(|option| option.role <= role).collect();
        if !options.is_empty() {
            lines.push(self.texts.say("help-options"));
            lines.extend(options.into_iter().map(|option| option::line(&self.texts, option)));
        }
        lines.join("\n")
    }
}

impl CommandService for Help {
    fn name(&self) -> &'static str {
        "help"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let book = self.book.get();
        let mut commands = book.map(|book| book.usable(call.room, call.role)).unwrap_or_default();
        commands.retain(|command| command.in_help);
        Outcome::text(if call.prompt.is_empty() {
            let own_lines = book.map(|book| book.help_lines(call.room)).unwrap_or_default();
            let key = call.command.shown();
            self.kept.or_make(&commands, &own_lines, key, || self.overview(&commands, &own_lines, key))
        } else {
            self.about(&commands, (call.prompt, call.role), call.command.shown())
        })
    }
}

/// The commands by category; the book gives categories together.
fn sections(commands: &[Arc<Command>]) -> impl Iterator<Item = Section<'_>> {
    commands.chunk_by(|one, next| one.category == next.category)
}

fn named(commands: &[Arc<Command>], fits: impl Fn(&str) -> bool) -> Option<&Command> {
    commands
        .iter()
        .map(|command| &**command)
        .find(|command| fits(&command.key) || command.aliases.iter().any(|alias| fits(alias)))
}

/// What somebody probably meant who named no command.
fn meant_by<'a>(commands: &'a [Arc<Command>], word: &str) -> Vec<&'a str> {
    let words = |name: &'a str| name.trim_start_matches(|c: char| !c.is_alphanumeric());
    let spellings: Vec<_> = commands
        .iter()
        .flat_map(|command| command.spellings().map(move |spelling| (words(spelling), command.shown())))
        .collect();
    let index = Spellings::new(spellings.iter().map(|(spelling, _)| *spelling));
    let mut meant: Vec<&str> = Vec::new();
    for at in index.meant_by(word.trim_start_matches(|c: char| !c.is_alphanumeric())) {
        let (_, shown) = spellings[at];
        if !meant.contains(&shown) && meant.len() < MEANT {
            meant.push(shown);
        }
    }
    meant
}

/// A spelling without blanks and capitals: `# Echo` and `#echo` are the same.
fn spelled(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A spelling without its sigil, too.
fn bare(name: &str) -> String {
    spelled(name.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests;
