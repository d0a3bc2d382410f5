//! How connections come, stay and go: the rows of section 8 of the protocol page that concern a server's behaviour.
//!
//! Rows 6 to 10 and 12 are also in `bad_input`, 2 in `failover`, 11 in `outage`, 14 in `clients`, 18 and 20 in `stored`.
//! Rows 15 to 17 are about media, which no command sends: the tests of `loai-protocol` cover how they are written.

mod again;
mod displaced;
mod identity;
mod limits;
mod silent;
mod slow;

use anyhow::Result;
use loai_phone::{Client, Phone};

use crate::harness::{PATIENCE, Place, Server, ask, eventually};

const HERE: Place = Place::HOME;

const DEVICE: &str = "a1b2c3d4e5f60718";

/// A connection of a phone that has shown with a signed message that it is this phone.
async fn proven(server: &Server, device: &str, word: &str) -> Result<Phone> {
    let mut phone = server.phone(device, Client::V321).await?;
    assert_eq!(ask(&mut phone, HERE, &format!("#echo {word}")).await?, word);
    Ok(phone)
}

/// Waits until no connection of a phone is registered.
async fn disconnected(server: &Server, device: &str) -> Result<()> {
    eventually("a phone that has gone", || Ok((server.listed(device)?["connected"] == false).then_some(()))).await
}

/// Says something and hears its answer, past those that another connection could not take.
async fn says_and_hears(phone: &mut Phone, word: &str) -> Result<()> {
    phone.say_with(&HERE.says(&format!("#echo {word}"))).await?;
    while phone.expect_text(PATIENCE).await? != word {}
    Ok(())
}
