//! What the people of a room want to do: a short list for each room, kept as facts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

use crate::{Batch, BotName, ChannelId, Record, Room, record::TodoFact};

/// So many are in a room at most, done ones included.
const MOST: usize = 200;

/// The lists of all rooms.
#[derive(Debug, Default)]
pub struct Todos(Mutex<HashMap<(BotName, ChannelId), Vec<Todo>>>);

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Its number in the room.
    pub number: u32,
    /// What it is.
    pub text: Arc<str>,
    /// Whether it was done.
    pub is_done: bool,
    /// Who wrote it; empty where the app did not say.
    pub user: Arc<str>,
    /// That person's name.
    pub name: Arc<str>,
}

/// Where something to do stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TodoState {
    /// It is to be done.
    Open,
    /// It was done.
    Done,
    /// It was taken off the list.
    Gone,
}

/// What a change came to, so that it can be undone.
#[derive(Debug, PartialEq, Eq)]
pub struct TodoChange {
    /// What was changed, as it is now.
    pub changed: Vec<Todo>,
    before: Vec<Todo>,
}

impl TodoState {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Gone => "gone",
        }
    }
}

impl Todos {
    /// Takes in a fact that was kept before this start.
    pub fn replay(&self, fact: &TodoFact<'_>) {
        let (Ok(bot), Ok(channel)) = (BotName::new(fact.bot), ChannelId::new(fact.channel)) else { return };
        let mut rooms = self.lock();
        let list = rooms.entry((bot, channel)).or_default();
        list.retain(|todo| todo.number != fact.number);
        if fact.state == TodoState::Gone.as_str() {
            return;
        }
        let todo = Todo {
            number: fact.number,
            text: fact.text.into(),
            is_done: fact.state == TodoState::Done.as_str(),
            user: fact.user.into(),
            name: fact.name.into(),
        };
        let at = list.partition_point(|other| other.number < todo.number);
        list.insert(at, todo);
    }

    /// Takes off what a member wrote whose erasure is a fact of its own.
    pub fn forget(&self, is_meant: impl Fn(&str, &str, &str) -> bool) {
        for ((bot, channel), list) in self.lock().iter_mut() {
            list.retain(|todo| todo.user.is_empty() || !is_meant(bot.as_str(), channel.as_str(), &todo.user));
        }
    }

    /// The list of a room, by number.
    pub fn of(&self, room: &Room) -> Vec<Todo> {
        self.lock().get(&key(room)).cloned().unwrap_or_default()
    }

    /// Adds something under the number after the highest one. `None` when the list is full.
    pub fn add(
        &self,
        room: &Room,
        text: &str,
        (user, name): (&str, &str),
        at: i64,
        batch: &mut Batch,
    ) -> Option<TodoChange> {
        let mut rooms = self.lock();
        let list = rooms.entry(key(room)).or_default();
        if list.len() >= MOST {
            return None;
        }
        let number = list.last().map_or(0, |todo| todo.number).checked_add(1)?;
        let todo = Todo { number, text: text.into(), is_done: false, user: user.into(), name: name.into() };
        let before = list.clone();
        list.push(todo.clone());
        push(room, &todo, TodoState::Open, at, batch);
        Some(TodoChange { changed: vec![todo], before })
    }

    /// Changes where those stand that `which` names; the others stay.
    pub fn set(
        &self,
        room: &Room,
        which: impl Fn(&Todo) -> bool,
        state: TodoState,
        at: i64,
        batch: &mut Batch,
    ) -> TodoChange {
        let mut rooms = self.lock();
        let list = rooms.entry(key(room)).or_default();
        let (before, mut changed) = (list.clone(), Vec::new());
        for todo in list.iter_mut().filter(|todo| which(todo)) {
            // What is taken off the list goes as it was.
            if state != TodoState::Gone {
                todo.is_done = state == TodoState::Done;
            }
            push(room, todo, state, at, batch);
            changed.push(todo.clone());
        }
        if state == TodoState::Gone {
            list.retain(|todo| !changed.iter().any(|gone| gone.number == todo.number));
        }
        TodoChange { changed, before }
    }

    /// Undoes a change that could not be kept.
    pub fn undo(&self, room: &Room, change: TodoChange) {
        self.lock().insert(key(room), change.before);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(BotName, ChannelId), Vec<Todo>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(room: &Room) -> (BotName, ChannelId) {
    (room.bot.clone(), room.channel.clone())
}

fn push(room: &Room, todo: &Todo, state: TodoState, at: i64, batch: &mut Batch) {
    batch.push(&Record::Todo(TodoFact {
        bot: room.bot.as_str(),
        channel: room.channel.as_str(),
        number: todo.number,
        text: &todo.text,
        user: &todo.user,
        name: &todo.name,
        state: state.as_str(),
        at,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::room;

    fn shown(todos: &Todos, room: &Room) -> Vec<(u32, String, bool)> {
        todos.of(room).iter().map(|todo| (todo.number, todo.text.to_string(), todo.is_done)).collect()
    }

    #[test]
    fn a_list_that_is_replayed_is_the_same_list() {
        let (todos, here, there) = (Todos::default(), room("1", "방"), room("2", "방"));
        let mut batch = Batch::default();
        for text in ["가", "나", "다"] {
            todos.add(&here, text, ("u", "나"), 1, &mut batch).unwrap();
        }
        todos.add(&there, "라", ("", ""), 2, &mut batch).unwrap();
        todos.set(&here, |todo| todo.number != 1, TodoState::Done, 3, &mut batch);
        todos.set(&here, |todo| todo.number == 2, TodoState::Gone, 4, &mut batch);
        let again = Todos::default();
        let mut bytes = batch.bytes();
        while let Some((length, rest)) = bytes.split_first_chunk() {
            let (frame, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
            let Some(Record::Todo(fact)) = Record::decode(frame) else { panic!() };
            again.replay(&fact);
            bytes = rest;
        }
        for room in [&here, &there] {
            assert_eq!(shown(&again, room), shown(&todos, room));
        }
        assert_eq!(shown(&again, &here), [(1, "가".into(), false), (3, "다".into(), true)]);
        assert_eq!(again.of(&here)[0].user.as_ref(), "u");
    }

    #[test]
    fn a_change_can_be_undone() {
        let (todos, room) = (Todos::default(), room("1", "방"));
        let mut batch = Batch::default();
        todos.add(&room, "가", ("u", "나"), 1, &mut batch).unwrap();
        let before = todos.of(&room);
        let change = todos.add(&room, "나", ("u", "나"), 2, &mut batch).unwrap();
        todos.undo(&room, change);
        assert_eq!(todos.of(&room), before);
        let change = todos.set(&room, |_| true, TodoState::Gone, 3, &mut batch);
        assert_eq!((change.changed.len(), todos.of(&room).len()), (1, 0));
        todos.undo(&room, change);
        assert_eq!(todos.of(&room), before);
    }

    #[test]
    fn a_list_is_bounded() {
        let (todos, room) = (Todos::default(), room("1", "방"));
        let mut batch = Batch::default();
        for _ in 0..MOST {
            assert!(todos.add(&room, "가", ("u", "나"), 1, &mut batch).is_some());
        }
        assert_eq!(todos.add(&room, "가", ("u", "나"), 1, &mut batch), None);
        assert_eq!(batch.count(), 200);
    }
}
