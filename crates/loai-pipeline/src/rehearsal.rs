//! The stages without a server around them: what becomes of messages under some settings. Nothing is said, run or kept.

use std::{collections::HashMap, sync::Arc};

use loai_core::{Approval, Room};
use loai_texts::Texts;

use crate::{
    Book, Explanation, Lane, Plans, Question, Roles,
    answers::Answers,
    explain::{self, Scene, Subject},
    gates::Gates,
    runner::Runner,
    stages::{self, Stages},
};

/// What rooms remember is kept from message to message, as a server would keep it.
pub struct Rehearsal {
    book: Book,
    roles: Roles,
    services: &'static [&'static str],
    stages: Stages,
    lanes: HashMap<u32, Lane>,
}

impl Rehearsal {
    /// A rehearsal under these settings, from the beginning, with the services of these names.
    pub fn new(
        settings: &loai_config::Settings,
        roles: Roles,
        services: &'static [&'static str],
        texts: &Arc<Texts>,
    ) -> Self {
        let stages = stages::all(Runner {
            gates: Gates { texts: Arc::clone(texts), limits: Arc::default() },
            services: Arc::default(),
            answers: Arc::new(Answers::none()),
            rehearses: true,
        });
        Self { book: Book::new(Plans::new(settings)), roles, services, stages, lanes: HashMap::new() }
    }

    /// What becomes of a message at this time, in UTC milliseconds.
    pub fn hear(&mut self, room: &Arc<Room>, question: &Question<'_>, at: i64) -> Explanation {
        if room.state() != Approval::Approved {
            return Explanation::only(explain::of_unapproved(room));
        }
        let plans = self.book.plans();
        let Some((settings, plan)) = plans.scene_of(room) else {
            return Explanation::only(explain::of_unknown_bot(room));
        };
        let Question { user, sender, text, is_mention } = *question;
        let role = self.roles.of(room, user, &plans, &plan);
        let lane = self.lanes.entry(room.number).or_insert_with(|| Lane::new(Arc::clone(&plan)));
        let has_service = |name: &str| self.services.contains(&name);
        let scene = Scene { settings: &settings, plan: &plan, has_service: &has_service };
        explain::explain(&self.stages, lane, (&Subject { room, text, user, sender, is_mention }, role, at), &scene)
    }
}
