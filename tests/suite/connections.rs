//! How connections come, stay and go: the rows of section 8 of the protocol page that concern a server's behaviour.
//!
//! Rows 6 to 10 and 12 are also in `bad_input`, 11 in `approval`, 14 to 17 in `clients`, 2 in `failover`.

mod again;
mod displaced;
mod identity;
mod limits;
mod silent;
mod slow;

use anyhow::{Context, Result};
use loai_phone::{Client, Phone};
use loai_server::Request;
use serde_json::Value;

use crate::harness::{Place, Server, ask, eventually};

const HERE: Place = Place::HOME;

const DEVICE: &str = "a1b2c3d4e5f60718";

/// The rows of `phones list` for a device.
fn listed(server: &Server, device: &str) -> Result<Value> {
    let answer = server.control(&Request::Phones)?;
    let phones = answer["phones"].as_array().context("no phones")?;
    Ok(phones.iter().find(|phone| phone["device"] == device).context("not listed")?.clone())
}

/// A connection of a phone that has shown with a signed message that it is this phone.
async fn proven(server: &Server, device: &str, word: &str) -> Result<Phone> {
    let mut phone = server.phone(device, Client::V321).await?;
    assert_eq!(ask(&mut phone, HERE, &format!("#echo {word}")).await?, word);
    Ok(phone)
}

/// Waits until no connection of a phone is registered.
async fn disconnected(server: &Server, device: &str) -> Result<()> {
    eventually("a phone that has gone", || Ok((listed(server, device)?["connected"] == false).then_some(()))).await
}
