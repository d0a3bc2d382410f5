//! The everyday commands on their whole way: typed on a phone, resolved by the definitions of a first start, answered
//! by their services, which ask outside services on this machine.

mod breaker;
mod failures;
mod outages;
mod providers;
mod spellings;
mod table;

use anyhow::Result;
use loai_http::testing::FakeServer;
use loai_phone::{Client, Message, Phone};
use loai_server::Request;

use crate::harness::{PATIENCE, Place, Server, Setup, ask};

/// Where the commands are asked.
const HERE: Place = Place::HOME;
/// Another room.
const THERE: Place = Place { name: "옆 방", channel: "18412345678900002" };

/// A server with the definitions of a first start, a phone, and outside services on this machine.
struct World {
    server: Server,
    phone: Phone,
    outside: FakeServer,
    people: usize,
}

impl World {
    /// Outside services that do this, such as `good` or `500`.
    async fn open(act: &str) -> Result<Self> {
        Self::with(providers::start()?, act).await
    }

    /// As [`World::open`], with a server of its own for the outside services.
    async fn with(outside: FakeServer, act: &str) -> Result<Self> {
        let settings = providers::settings(&outside, act, 1);
        let server = Setup::open()?.whole().with("settings.watch", false).toml(&settings)?.start().await?;
        let phone = server.phone("phone", Client::Head333).await?;
        Ok(Self { server, phone, outside, people: 0 })
    }

    /// Takes the key of the weather office away, which would stand in for the others, and sets how long an outside
    /// service is waited for, in seconds.
    fn without_the_weather_office(&self, timeout: u32) -> Result<()> {
        let settings = providers::settings(&self.outside, "good", timeout).replace(providers::KEY, "");
        std::fs::write(self.server.path("config/loai.toml"), settings)?;
        let said = self.server.control(&Request::Reload { target: "all".to_owned(), bot: None })?;
        anyhow::ensure!(said["ok"] == true, "{said}");
        Ok(())
    }

    /// Makes the person of [`Place::says`] an admin.
    async fn appoint(&mut self) -> Result<()> {
        let code = self.server.admin_code().await?;
        let said = ask(&mut self.phone, HERE, &format!("#관리자등록 {code}")).await?;
        anyhow::ensure!(said.contains("관리자로 등록했어요"), "{said}");
        Ok(())
    }

    /// A message of somebody who has never spoken before.
    fn newcomer(&mut self, place: Place, text: &str) -> Message {
        self.people += 1;
        place.says(text).from("하늘", &format!("{:08x}", self.people))
    }

    /// As [`World::newcomer`], in a room that nobody has spoken in.
    fn pioneer(&mut self, text: &str) -> Message {
        self.people += 1;
        let number = self.people.to_string();
        Message::new("새 방", &format!("1841234567891{number:0>4}"), text).from("하늘", &number)
    }

    /// What is answered to a newcomer.
    async fn ask(&mut self, text: &str) -> Result<String> {
        let message = self.newcomer(HERE, text);
        self.hear(&message).await
    }

    /// What is answered to a message, without what folds it.
    async fn hear(&mut self, message: &Message) -> Result<String> {
        self.phone.say_with(message).await?;
        Ok(self.phone.expect_text(PATIENCE).await?.replace('\u{200B}', ""))
    }
}
