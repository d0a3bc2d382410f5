//! The ordered stages between a message and its answer.
//!
//! [`Pipeline::receive`] takes one message of an identified phone through duplicate suppression, its room and the
//! stages, in the connection's own task, and collects what has to be kept and said in a [`Turn`]. [`Pipeline::commit`]
//! then keeps all of it with one write to the ledger, and lets the answers leave. A command that must wait becomes a
//! task of its room; nothing else does.

mod admin_code;
mod answers;
mod explain;
mod filters;
mod gates;
mod jobs;
mod lane;
mod lanes;
mod limits;
mod matcher;
mod meaning;
mod parameters;
mod pipeline;
mod plan;
mod recent;
mod rehearsal;
mod roles;
mod runner;
mod slips;
mod stages;
mod template;
mod verdict;

pub use admin_code::{AdminCode, CodeCheck};
pub use explain::{Explanation, Question};
pub use jobs::JobLimits;
pub use lane::Lane;
pub use limits::{Limits, Run, day};
pub use matcher::{Calls, Found, How, Matcher};
use parameters::ParameterFault;
pub use pipeline::{Parts, Pipeline, Turn};
pub use plan::{Book, CommandSet, Plans, RoomPlan};
pub use rehearsal::Rehearsal;
pub use roles::Roles;
pub use template::{Moment, Template};
pub use verdict::{Heard, Verdict};
