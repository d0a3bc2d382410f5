//! What a room remembers between messages. One message at a time is in a room's lane.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use crate::{RoomPlan, jobs::Job, recent::Recent, verdict::Verdicts};

/// The memory of a room; the stages reach it as [`loai_core::Message::plan`].
#[derive(Debug)]
pub struct Lane {
    /// The room's plan, of the settings version that was current at its last message.
    pub plan: Arc<RoomPlan>,
    pub(crate) recent: Recent,
    pub(crate) verdicts: Verdicts,
    /// When each automatic answer was last used, by position.
    pub(crate) used: HashMap<usize, i64>,
    /// When each command with a cooldown last ran, by its key.
    pub(crate) ran: HashMap<Arc<str>, i64>,
    /// When a refusal was last said.
    pub(crate) refused_at: i64,
    /// Slow commands that run now.
    pub(crate) running: usize,
    /// Slow commands that wait for their turn.
    pub(crate) waiting: VecDeque<Job>,
}

impl Lane {
    pub(crate) fn new(plan: Arc<RoomPlan>) -> Self {
        Self {
            plan,
            recent: Recent::default(),
            verdicts: Verdicts::default(),
            used: HashMap::new(),
            ran: HashMap::new(),
            refused_at: i64::MIN / 2,
            running: 0,
            waiting: VecDeque::new(),
        }
    }

    /// What decides about messages, to go its own way from here.
    pub(crate) fn copy(&self) -> Self {
        let (used, ran) = (self.used.clone(), self.ran.clone());
        Self { used, ran, refused_at: self.refused_at, ..Self::new(Arc::clone(&self.plan)) }
    }

    /// Takes over the plan of a newer settings version; what belongs to positions in the old one is forgotten.
    pub(crate) fn renew(&mut self, plan: Arc<RoomPlan>) {
        if !Arc::ptr_eq(&self.plan, &plan) {
            self.plan = plan;
            self.used.clear();
            let commands = &self.plan.commands.all;
            self.ran.retain(|key, _| commands.iter().any(|command| command.key == *key));
        }
    }
}
