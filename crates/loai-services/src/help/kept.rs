//! Helps that were made, so that the same one is not made anew for everybody who asks.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use loai_core::Command;

/// So many are kept; of more the oldest are forgotten.
const KEPT: usize = 256;

/// The helps that were made last.
///
/// One is found by the very commands that it lists, which a plan of rooms shares and which are others after every
/// reading of the settings; so whatever changes them makes another help.
#[derive(Default)]
pub(super) struct Kept(Mutex<VecDeque<Help>>);

struct Help {
    commands: Vec<Arc<Command>>,
    own_lines: Vec<String>,
    key: String,
    text: String,
}

impl Help {
    fn is_of(&self, commands: &[Arc<Command>], own_lines: &[String], key: &str) -> bool {
        let same = |(one, other): (&Arc<Command>, &Arc<Command>)| Arc::ptr_eq(one, other);
        self.commands.len() == commands.len()
            && self.commands.iter().zip(commands).all(same)
            && self.own_lines == own_lines
            && self.key == key
    }
}

impl Kept {
    /// The help of these commands, with these lines of the operator, for who asked by this spelling; made by `make`
    /// where it is not kept.
    pub(super) fn or_make(
        &self,
        commands: &[Arc<Command>],
        own_lines: &[String],
        key: &str,
        make: impl FnOnce() -> String,
    ) -> String {
        if let Some(help) = self.helps().iter().find(|help| help.is_of(commands, own_lines, key)) {
            return help.text.clone();
        }
        let text = make();
        let mut helps = self.helps();
        if helps.len() == KEPT {
            helps.pop_front();
        }
        let (commands, own_lines) = (commands.to_vec(), own_lines.to_vec());
        helps.push_back(Help { commands, own_lines, key: key.to_owned(), text: text.clone() });
        text
    }

    fn helps(&self) -> std::sync::MutexGuard<'_, VecDeque<Help>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::fixture::command;

    #[test]
    fn a_help_is_made_once_until_something_of_it_changes() {
        let (kept, made) = (Kept::default(), Cell::new(0));
        let shared = |name: &str| Arc::new(command(name, "일반", "", &[]));
        let (one, other) = (shared("#하나"), shared("#둘"));
        let ask = |commands: &[&Arc<Command>], lines: &[&str], key: &str| {
            let commands: Vec<_> = commands.iter().map(|command| Arc::clone(command)).collect();
            let lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
            let before = made.get();
            kept.or_make(&commands, &lines, key, || {
                made.set(before + 1);
                format!("{} {lines:?} {key}", commands.len())
            });
            made.get() > before
        };
        assert!(ask(&[&one, &other], &[], "#도움말") && !ask(&[&one, &other], &[], "#도움말"));
        assert!(ask(&[&one], &[], "#도움말"), "who may use less reads less");
        assert!(ask(&[&one, &other], &["우리 방"], "#도움말"));
        assert!(ask(&[&one, &other], &[], "#help"));
        assert!(ask(&[&one, &shared("#둘")], &[], "#도움말"), "settings that were read again");
        assert!(!ask(&[&one, &other], &[], "#도움말"));
        for key in 0..KEPT {
            ask(&[], &[], &key.to_string());
        }
        assert_eq!(kept.helps().len(), KEPT);
        assert!(ask(&[&one, &other], &[], "#도움말"), "the oldest is forgotten");
    }
}
