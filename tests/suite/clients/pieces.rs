//! Lines that arrive in pieces, or many at once.

use anyhow::Result;
use loai_phone::Client;
use loai_protocol::phone::ALL;

use super::{device, greet, message};
use crate::harness::{PATIENCE, Setup};

#[tokio::test]
async fn lines_may_arrive_byte_by_byte() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in [Client::V320, Client::Head333, Client::V331] {
        let mut phone = server.dial(&device(client), client).await?;
        phone.split_writes(1);
        phone.handshake().await?;
        assert!(phone.greeted(PATIENCE).await?.approved, "{client:?}");
        greet(&mut phone).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_line_may_be_torn_at_every_byte() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in [Client::V321, Client::Head333] {
        let mut phone = server.phone(&device(client), client).await?;
        let length = phone.line_of(&message(client, "#echo 0000")).len();
        for position in 1..length {
            let words = format!("{position:04}");
            let line = phone.line_of(&message(client, &format!("#echo {words}")));
            let (head, rest) = line.split_at(position);
            phone.raw(head).await?;
            phone.raw(rest).await?;
            assert_eq!(phone.expect_text(PATIENCE).await?, words, "{client:?} at {position}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn fifty_lines_in_one_write_are_answered_in_their_order() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        let says = |number: usize| message(client, &format!("#echo {} {number}", loai_phone::client::name(client)));
        let lines: Vec<u8> = (0..50).flat_map(|number| phone.line_of(&says(number))).collect();
        phone.raw(&lines).await?;
        for number in 0..50 {
            let expected = format!("{} {number}", loai_phone::client::name(client));
            assert_eq!(phone.expect_text(PATIENCE).await?, expected, "{client:?}");
        }
    }
    Ok(())
}
