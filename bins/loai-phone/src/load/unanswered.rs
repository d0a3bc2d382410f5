//! Messages of one phone that wait for their answer, room by room.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The oldest message of its room, which was said then.
    To(Instant),
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
    said: VecDeque<Instant>,
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

    /// Something was said in a room.
    pub fn said(&mut self, room: usize, at: Instant) {
        self.rooms[room].said.push_back(at);
        self.waiting += 1;
    }

    /// A reply came for a room.
    pub fn answered(&mut self, room: usize) -> Answer {
        let Some(place) = self.rooms.get_mut(room) else {
            return Answer::ToNothing;
        };
        if let Some(at) = place.said.pop_front() {
            self.waiting -= 1;
            return Answer::To(at);
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
            while room.said.pop_front_if(|at| now.duration_since(*at) >= patience).is_some() {
                room.given_up += 1;
                self.waiting -= 1;
            }
        }
        before - self.waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn a_reply_answers_the_oldest_message_of_its_room() {
        let first = Instant::now();
        let [second, third] = [1, 2].map(|ms| first + Duration::from_millis(ms));
        let mut unanswered = Unanswered::new(2);
        for (room, at) in [(0, first), (1, second), (0, third)] {
            unanswered.said(room, at);
        }
        assert_eq!(unanswered.answered(0), Answer::To(first));
        assert_eq!(unanswered.answered(1), Answer::To(second));
        assert_eq!(unanswered.answered(1), Answer::ToNothing);
        assert_eq!(unanswered.answered(9), Answer::ToNothing);
        assert_eq!((unanswered.len(), unanswered.answered(0)), (1, Answer::To(third)));
    }

    #[test]
    fn what_was_given_up_may_still_be_answered_once() {
        let at = Instant::now();
        let mut unanswered = Unanswered::new(1);
        unanswered.said(0, at);
        assert_eq!(unanswered.expire(at, PATIENCE), 0);
        assert_eq!(unanswered.expire(at + PATIENCE, PATIENCE), 1);
        assert_eq!((unanswered.len(), unanswered.answered(0)), (0, Answer::Late));
        assert_eq!(unanswered.answered(0), Answer::ToNothing);
    }
}
