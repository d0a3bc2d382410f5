//! Handshakes that come late, again, or never (protocol 2.6 and 5.2).

use anyhow::Result;
use loai_phone::Client;
use loai_protocol::phone::ALL;

use super::{ask, device, greet};
use crate::harness::{PATIENCE, Setup, eventually, pinged};

/// The clients whose handshake may come late or never (protocol 5.2).
const B2: [Client; 4] = [Client::V330a2, Client::V332, Client::File333, Client::Head333];

#[tokio::test]
async fn a_message_before_the_handshake_introduces_its_phone() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in B2 {
        let mut phone = server.dial(&device(client), client).await?;
        greet(&mut phone).await?;
        phone.handshake().await?;
        let greeting = phone.greeted(PATIENCE).await?;
        assert!(greeting.success && greeting.approved, "{client:?}");
        greet(&mut phone).await?;
    }
    assert_eq!(server.counter("displaced")?, 0);
    Ok(())
}

#[tokio::test]
async fn a_handshake_that_never_comes_is_not_missed() -> Result<()> {
    let server = Setup::open()?.start().await?;
    // Dialect A sends its handshake first, but a message alone would do there, too.
    for client in B2.into_iter().chain([Client::V321]) {
        let mut phone = server.dial(&device(client), client).await?;
        for word in ["하나", "둘", "셋"] {
            assert_eq!(ask(&mut phone, &format!("#echo {word}")).await?, word, "{client:?}");
        }
        assert_eq!(server.listed(&device(client))?["connected"], true, "{client:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_phone_that_says_nothing_is_asked_and_its_answer_introduces_it() -> Result<()> {
    let server = Setup::open()?.with("phones.identify_seconds", 4).start().await?;
    let mut phone = server.dial("quiet", Client::Head333).await?;
    pinged(&mut phone).await?;
    eventually("a phone that is known by its pong", || Ok(server.listed("quiet").ok())).await?;
    greet(&mut phone).await?;
    Ok(())
}

#[tokio::test]
async fn a_handshake_may_be_repeated() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL.into_iter().filter(|client| *client != Client::V331) {
        let mut phone = server.phone(&device(client), client).await?;
        phone.handshake().await?;
        assert!(phone.greeted(PATIENCE).await?.approved, "{client:?}");
        greet(&mut phone).await?;
    }
    assert_eq!(server.counter("displaced")?, 0);
    Ok(())
}
