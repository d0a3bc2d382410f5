//! The HTTP side: how the server is, reading the settings again, and what is to be said.
//!
//! | Route | Answers |
//! |---|---|
//! | `GET /health` | 200, or 503 when nothing is stored any more; details for who shows the token |
//! | `POST /reload-config?file=TARGET[&bot=BOT]` | 200 done, 422 the settings have errors and the ones before stay, 400 no such target or bot, 401 no token, 405 not a `POST`, 409 busy |
//! | `GET /deliveries` | 200 what waits to be said, why and until when, how much the phones say, and what is stopped; 401 no token |
//! | `POST /halt` with `{"on": true, "bot": null}` | 200 everything is stopped, or goes on with `false`; 400 no such bot or body, 401 no token, 405 not a `POST` |
//!
//! Whoever asks under a name that is neither a loopback name nor listed gets 403, so that no web page can reach the
//! server through a name of its own. No answer allows other origins to read it. [`serve`] limits connections, headers,
//! bodies and time. What the server is made of, this crate knows through [`Control`] only.

mod access;
mod control;
mod routes;
mod serve;

pub use access::Access;
pub use control::{Control, DatabaseHealth, Health, PhonesHealth, Status};
pub use serve::{router, serve};
