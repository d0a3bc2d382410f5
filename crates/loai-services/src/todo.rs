//! What the people of a room want to do: a list that everybody there may read, add to and tick off.

mod request;

use std::fmt::Write as _;

use loai_core::{
    Batch, Call, CommandService, Outcome, Room,
    todos::{Todo, TodoChange, TodoState},
};
use loai_texts::{Value, plain};

use crate::{Ports, lines::page};
use request::Request;

/// The longest text, in characters.
const LONGEST: usize = 200;
/// At most so many characters of a name are kept.
const NAME: usize = 30;

/// The service `todo_list`.
pub(crate) struct TodoList {
    ports: Ports,
}

impl TodoList {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        match Request::read(call.prompt) {
            Request::List => self.list(call),
            Request::Add(text) => self.add(call, text),
            Request::Set(state, numbers) => self.set(call, state, &numbers),
            Request::Tidy => {
                let which = |todo: &Todo| todo.is_done;
                self.change(call, which, TodoState::Gone).unwrap_or_else(|| self.say("todo-nothing-done", &[]))
            }
            Request::Unclear => self.say("todo-usage", &[("command", call.command.shown().into())]),
        }
    }

    fn list(&self, call: &Call<'_>) -> String {
        let todos = self.ports.todos.of(call.room);
        if todos.is_empty() {
            return self.say("todo-empty", &[("command", call.command.shown().into())]);
        }
        let (done, open): (Vec<_>, Vec<_>) = todos.iter().partition(|todo| todo.is_done);
        let head = self.say("todo-title", &[("open", open.len().into()), ("done", done.len().into())]);
        let lines = open.into_iter().chain(done).map(|todo| self.line(todo)).collect();
        page(&self.ports.texts, &head, lines, usize::MAX)
    }

    fn add(&self, call: &Call<'_>, text: &str) -> String {
        if text.chars().count() > LONGEST {
            return self.say("todo-too-long", &[("most", LONGEST.into())]);
        }
        let text = plain(text, LONGEST);
        let name = plain(call.incoming.sender, NAME);
        let author = (call.incoming.user.unwrap_or_default(), name.as_ref());
        let mut batch = Batch::default();
        let Some(change) = self.ports.todos.add(call.room, &text, author, call.at, &mut batch) else {
            return self.say("todo-full", &[("command", call.command.shown().into())]);
        };
        let added = change.changed.iter().map(|todo| self.line(todo)).collect::<Vec<_>>().join("\n");
        self.keep(call.room, &batch, change)
            .map_or_else(|text| text, |()| self.say("todo-added", &[("list", added.into())]))
    }

    fn set(&self, call: &Call<'_>, state: TodoState, numbers: &[u32]) -> String {
        let known = self.ports.todos.of(call.room);
        let missing = numbers.iter().filter(|number| !known.iter().any(|todo| todo.number == **number));
        let missing: Vec<_> = missing.map(u32::to_string).collect();
        let mut said = self.change(call, |todo| numbers.contains(&todo.number), state).unwrap_or_default();
        if !missing.is_empty() {
            let text = self.say("todo-missing", &[("numbers", missing.join(", ").into())]);
            let _ = write!(said, "{}{text}", if said.is_empty() { "" } else { "\n" });
        }
        said
    }

    /// Changes and records it; `None` when there is nothing to change.
    fn change(&self, call: &Call<'_>, which: impl Fn(&Todo) -> bool, state: TodoState) -> Option<String> {
        let mut batch = Batch::default();
        let change = self.ports.todos.set(call.room, which, state, call.at, &mut batch);
        if change.changed.is_empty() {
            return None;
        }
        let lines = change.changed.iter().map(|todo| self.line(todo)).collect();
        let key = match state {
            TodoState::Open => "todo-reopened",
            TodoState::Done => "todo-done",
            TodoState::Gone => "todo-removed",
        };
        Some(match self.keep(call.room, &batch, change) {
            Ok(()) => page(&self.ports.texts, &self.say(key, &[]), lines, usize::MAX),
            Err(text) => text,
        })
    }

    /// Records a change. When that fails, it is undone, since a restart would forget it; the cause goes to the log.
    fn keep(&self, room: &Room, batch: &Batch, change: TodoChange) -> Result<(), String> {
        let Err(error) = self.ports.ledger.append(batch) else { return Ok(()) };
        tracing::error!(error = &error as &dyn std::error::Error, "could not record the list of a room");
        if error.is_kept() {
            return Ok(());
        }
        self.ports.todos.undo(room, change);
        Err(self.say("command-not-stored", &[]))
    }

    fn line(&self, todo: &Todo) -> String {
        let done = if todo.is_done { "yes" } else { "no" };
        let values = [("done", done.into()), ("number", todo.number.into()), ("text", (*todo.text).into())];
        self.say("todo-line", &values)
    }

    fn say(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        self.ports.texts.get(key, values)
    }
}

impl CommandService for TodoList {
    fn name(&self) -> &'static str {
        "todo_list"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    fn service(fixture: &Fixture) -> TodoList {
        TodoList::new(&fixture.ports)
    }

    #[test]
    fn things_are_added_ticked_off_and_tidied_away() {
        let fixture = Fixture::new();
        let service = service(&fixture);
        insta::assert_snapshot!(ask(&service, ""), @"할 일이 없어요. todo_list 뒤에 적으면 더해요.");
        insta::assert_snapshot!(ask(&service, "우유 사기"), @"
        할 일을 더했어요.
        ⬜ 1번 우유 사기
        ");
        ask(&service, "추가 회의 준비");
        ask(&service, "빵 사기");
        insta::assert_snapshot!(ask(&service, "완료 1, 3번 9"), @"
        끝냈어요.
        ✅ 1번 우유 사기
        ✅ 3번 빵 사기
        그런 번호의 할 일이 없어요: 9
        ");
        insta::assert_snapshot!(ask(&service, "다시 3"), @"
        다시 할 일로 돌렸어요.
        ⬜ 3번 빵 사기
        ");
        insta::assert_snapshot!(ask(&service, "list"), @"
        📝 할 일 2개 (끝난 것 1개)
        ⬜ 2번 회의 준비
        ⬜ 3번 빵 사기
        ✅ 1번 우유 사기
        ");
        insta::assert_snapshot!(ask(&service, "정리"), @"
        지웠어요.
        ✅ 1번 우유 사기
        ");
        assert_eq!(ask(&service, "정리"), "끝난 할 일이 없어요.");
        assert!(ask(&service, "삭제 2").contains("회의 준비"));
        assert_eq!(ask(&service, "").lines().count(), 2);
    }

    #[test]
    fn what_cannot_be_recorded_is_not_changed() {
        let fixture = Fixture::new();
        ask(&service(&fixture), "우유 사기");
        let fixture = fixture.with_a_full_ledger();
        let service = service(&fixture);
        for prompt in ["빵 사기", "완료 1", "삭제 1"] {
            assert!(ask(&service, prompt).starts_with("기록을 저장하지 못해서"), "{prompt}");
        }
        assert!(ask(&service, "").ends_with("⬜ 1번 우유 사기"));
    }

    #[test]
    fn what_is_recorded_though_not_safe_is_changed() {
        let fixture = Fixture::new().with_a_failing_disk();
        assert!(ask(&service(&fixture), "우유 사기").ends_with("⬜ 1번 우유 사기"));
    }

    #[test]
    fn long_and_many_things_are_refused_with_words() {
        let fixture = Fixture::new();
        let service = service(&fixture);
        assert_eq!(ask(&service, &"가".repeat(201)), "할 일은 200자까지 적을 수 있어요.");
        for _ in 0..200 {
            ask(&service, &"가".repeat(200));
        }
        assert!(ask(&service, "하나 더").starts_with("할 일이 가득 찼어요."));
        assert!(ask(&service, "").contains(&"\u{200B}".repeat(500)), "a long list folds");
    }

    #[test]
    fn a_word_without_a_number_is_answered_with_the_usage() {
        assert!(ask(&service(&Fixture::new()), "완료").starts_with("이렇게 써 주세요."));
    }
}
