//! A script that is connected to a server that a test plays.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{
    app::App,
    peer::{Link, Manners, Peer},
    text::script,
};
use crate::harness::Place;

/// The functions of the script that run without its lock, as it says itself: they hand over, or only call Java.
const UNLOCKED: [&str; 22] = [
    "listener",
    "message",
    "startCompile",
    "Phone.prototype.heard",
    "Phone.prototype.guarded",
    "Phone.prototype.stop",
    "Phone.prototype.run",
    "Phone.prototype.died",
    "died",
    "working",
    "watching",
    "reading",
    "readAll",
    "writing",
    "writeAll",
    "showing",
    "showAll",
    "close",
    "pair",
    "sleep",
    "now",
    "now/anonymous",
];

/// The app, the server and their connection.
pub struct Scene {
    pub app: App,
    pub peer: Peer,
    pub link: Link,
    /// The installation and the highest number of an event of it that was taken.
    last: (Value, u64),
}

impl Scene {
    /// Connected and welcome; `None` where there is no Rhino.
    ///
    /// # Errors
    /// When the script does not come so far.
    pub async fn open() -> Result<Option<Self>> {
        Self::with(json!({}), &Manners::default()).await
    }

    /// As [`Scene::open`], on a phone with these switches and a server with these manners.
    ///
    /// # Errors
    /// As [`Scene::open`].
    pub async fn with(switches: Value, manners: &Manners) -> Result<Option<Self>> {
        let Some(mut app) = App::open().await? else { return Ok(None) };
        let peer = Peer::open().await?;
        app.set(switches).await?;
        app.order(&json!({"do": "allow", "functions": UNLOCKED}), "set").await?;
        app.compile_text(&script(&[peer.port()?])?).await?;
        let link = peer.meet(manners).await?;
        Ok(Some(Self { app, peer, link, last: (Value::Null, 0) }))
    }

    /// The script is compiled again and comes back, perhaps on another kind of phone.
    ///
    /// # Errors
    /// When it does not.
    pub async fn again(&mut self, switches: Value) -> Result<()> {
        self.app.set(switches).await?;
        self.app.compile_text(&script(&[self.peer.port()?])?).await?;
        self.link = self.peer.welcome().await?;
        Ok(())
    }

    /// Somebody speaks in the room, and the server gets and keeps it.
    ///
    /// # Errors
    /// When it does not get it.
    pub async fn message(&mut self, text: &str, log: u64) -> Result<Value> {
        self.app.say(Place::HOME, text, log)?;
        self.fresh("message").await
    }

    /// The next event of that name; what was told before is told again when the phone did not learn that it was kept.
    async fn fresh(&mut self, name: &str) -> Result<Value> {
        loop {
            let event = self.link.hear(name).await?;
            self.link.tell("got", &json!({"q": event["q"]})).await?;
            let q = event["q"].as_u64().unwrap_or_default();
            if self.last.0 != self.link.hello["install"] {
                self.last = (self.link.hello["install"].clone(), 0);
            }
            if q > self.last.1 {
                self.last.1 = q;
                return Ok(event);
            }
        }
    }

    /// Has something said in the room, and returns its outcome.
    ///
    /// # Errors
    /// When there is none.
    pub async fn say(&mut self, id: u64, text: &str) -> Result<Value> {
        self.link.say(id, Place::HOME.channel, Place::HOME.name, text).await?;
        let result = self.fresh("result").await?;
        ensure!(result["id"] == id.to_string().as_str(), "{result}");
        Ok(result)
    }

    /// The app's process dies, and another one starts on the same files and comes back.
    ///
    /// # Errors
    /// When it does not.
    pub async fn dies(self) -> Result<Self> {
        let Self { app, peer, link, last } = self;
        let mut app = app.dies_and_starts().await?;
        drop(link);
        app.compile_text(&script(&[peer.port()?])?).await?;
        let link = peer.welcome().await?;
        Ok(Self { app, peer, link, last })
    }
}
