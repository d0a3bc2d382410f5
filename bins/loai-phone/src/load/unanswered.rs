//! Messages of one phone that wait for their answer, room by room.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its log id.
    pub log_id: u64,
    /// Its place in the phone's list of rooms.
    pub room: usize,
    /// When it was first written.
    pub at: Instant,
}

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The oldest message of its room.
    To(Sent),
    /// A message that was given up before.
    Late,
    /// Nothing that was asked.
    ToNothing,
}

/// The messages that wait; replies of a room come in the order of its messages.
#[derive(Debug)]
pub struct Unanswered {
    rooms: Vec<Room>,
    waiting: usize,
}

#[derive(Clone, Debug, Default)]
struct Room {
    sent: VecDeque<(u64, Instant)>,
    given_up: u32,
}

impl Unanswered {
    /// Nothing waits in any of so many rooms.
    pub fn new(rooms: usize) -> Self {
        Self { rooms: vec![Room::default(); rooms], waiting: 0 }
    }

    /// How many messages wait.
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// A message was written.
    pub fn sent(&mut self, sent: Sent) {
        self.rooms[sent.room].sent.push_back((sent.log_id, sent.at));
        self.waiting += 1;
    }

    /// A reply came for a room.
    pub fn answered(&mut self, room: usize) -> Answer {
        let Some(place) = self.rooms.get_mut(room) else {
            return Answer::ToNothing;
        };
        if let Some((log_id, at)) = place.sent.pop_front() {
            self.waiting -= 1;
            return Answer::To(Sent { log_id, room, at });
        }
        if place.given_up == 0 {
            return Answer::ToNothing;
        }
        place.given_up -= 1;
        Answer::Late
    }

    /// Gives up what has waited longer than `patience`; returns how many messages that were.
    pub fn expire(&mut self, now: Instant, patience: Duration) -> usize {
        let before = self.waiting;
        for room in &mut self.rooms {
            while room.sent.pop_front_if(|(_, at)| now.duration_since(*at) >= patience).is_some() {
                room.given_up += 1;
                self.waiting -= 1;
            }
        }
        before - self.waiting
    }

    /// Everything that waits, oldest first within a room.
    pub fn iter(&self) -> impl Iterator<Item = Sent> {
        self.rooms
            .iter()
            .enumerate()
            .flat_map(|(room, place)| place.sent.iter().map(move |&(log_id, at)| Sent { log_id, room, at }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn a_reply_answers_the_oldest_message_of_its_room() {
        let at = Instant::now();
        let mut unanswered = Unanswered::new(2);
        for (log_id, room) in [(1, 0), (2, 1), (3, 0)] {
            unanswered.sent(Sent { log_id, room, at });
        }
        assert_eq!(unanswered.answered(0), Answer::To(Sent { log_id: 1, room: 0, at }));
        assert_eq!(unanswered.answered(1), Answer::To(Sent { log_id: 2, room: 1, at }));
        assert_eq!(unanswered.answered(1), Answer::ToNothing);
        assert_eq!(unanswered.answered(9), Answer::ToNothing);
        assert_eq!(unanswered.iter().map(|sent| sent.log_id).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn what_was_given_up_may_still_be_answered_once() {
        let at = Instant::now();
        let mut unanswered = Unanswered::new(1);
        unanswered.sent(Sent { log_id: 1, room: 0, at });
        assert_eq!(unanswered.expire(at, PATIENCE), 0);
        assert_eq!(unanswered.expire(at + PATIENCE, PATIENCE), 1);
        assert_eq!((unanswered.len(), unanswered.answered(0)), (0, Answer::Late));
        assert_eq!(unanswered.answered(0), Answer::ToNothing);
    }
}
