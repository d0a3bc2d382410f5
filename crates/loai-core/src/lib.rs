//! The vocabulary of the server, and nothing else.
//!
//! Identifiers, the [`Context`] of a message, what comes in ([`Incoming`]), what goes out ([`Reply`]),
//! who is connected ([`Registry`]), who is allowed ([`Phones`], [`Rooms`], [`Admins`]), who is the same person in
//! several rooms ([`People`]), who has how many [`Points`], what is kept ([`Record`]), and the traits at the seams between crates. No SQL, no HTTP, no files,
//! no wire format.
//!
//! With the feature `testing` there are fakes and builders for the tests of other crates:
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! use loai_core::{testing, Flow, Message, Reply, Stage};
//!
//! /// A stage that answers a greeting and lets everything else pass.
//! struct Greet;
//!
//! impl Stage for Greet {
//!     fn name(&self) -> &'static str {
//!         "greet"
//!     }
//!     fn run(&self, message: &mut Message<'_>) -> Flow {
//!         match message.incoming.text {
//!             "안녕" => Flow::Answer(Reply::text("반가워요")),
//!             _ => Flow::Continue,
//!         }
//!     }
//! }
//!
//! let stages: Vec<Box<dyn Stage>> = vec![Box::new(Greet)];
//! let heard = testing::run(&stages, "안녕");
//! assert_eq!(heard.reply, Some(Reply::text("반가워요")));
//! assert_eq!(testing::run(&stages, "심심해").reply, None);
//! # }
//! ```

pub mod admins;
mod answers;
mod approval;
mod canary;
pub mod clock;
pub mod command;
pub mod context;
pub mod counters;
pub mod delivery;
mod explain;
pub mod ids;
pub mod incoming;
pub mod language;
pub mod ledger;
pub mod members;
pub mod merges;
pub mod messenger;
mod nearest;
pub mod outbox;
pub mod parameters;
pub mod people;
pub mod phones;
pub mod points;
pub mod privacy;
pub mod record;
pub mod registry;
pub mod reload;
pub mod reply;
mod rhythm;
pub mod rooms;
pub mod settings;
mod spellings;
pub mod stage;
pub mod talk;
#[cfg(feature = "testing")]
pub mod testing;
pub mod todos;
mod vitals;

pub use admins::{Admins, Role};
pub use answers::{AnswerKey, AnswerStore, KeptAnswer};
pub use approval::Approval;
pub use canary::CanaryWatch;
pub use clock::{Clock, SystemClock};
pub use command::{
    CacheRule, CacheScope, Call, Called, Command, CommandBook, CommandLimits, CommandService, Keywords, Meaning,
    Outcome, ServiceError,
};
pub use context::{Context, ContextBuilder, MissingField};
pub use counters::{Counter, Counters};
pub use delivery::{Class, DeliveryId, DeliveryState};
pub use explain::{Cause, Explainer, Setting, Unanswered};
pub use ids::{BotName, ChannelId, ConnectionId, DeviceId, InvalidId, LogId, UserHash};
pub use incoming::Incoming;
pub use language::Language;
pub use ledger::{Ledger, LedgerError};
pub use members::{MemberBook, MemberName, RoomMember};
pub use merges::{Merge, MergeError, Merged, Merger, Merges, Merging};
pub use messenger::{Messenger, Origin, Outgoing, Refused, RefusedReason, SendError, Writer};
pub use nearest::nearest;
pub use outbox::{Held, OpenItem, Outbox, PhonePace, Speaker};
pub use parameters::{Arguments, Parameter, ParameterKind, ParameterValue};
pub use people::{Confirmed, Member, People, Person};
pub use phones::{Devices, Phone, PhoneNews, Phones};
pub use points::{
    Account, Attendance, Balance, Holder, Joining, NamedMember, Points, PointsEntry, PointsError, PointsKind, Receipt,
    Refund, Transfer, Visit,
};
pub use privacy::{Erased, Kept, Privacy, PrivacyError, Wish};
pub use record::{Batch, Kind, Record};
pub use registry::{Connection, Health, Registry};
pub use reload::{ReloadLine, ReloadRefusal, ReloadReport, ReloadRequest, ReloadTarget, Reloader};
pub use reply::{Media, MediaKind, Part, Reply, Source};
pub use rhythm::Rhythm;
pub use rooms::{Room, Rooms};
pub use settings::SettingsStore;
pub use spellings::Spellings;
pub use stage::{Decision, Flow, Message, Silence, Stage, Step, Way};
pub use talk::{Counted, Rank, TalkBook, TalkCard, TalkError, TalkFuture, TalkSpan};
pub use todos::Todos;
pub use vitals::Vitals;
