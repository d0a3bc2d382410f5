use loai_protocol::phone::ALL;
use loai_protocol::{Packet, SigningKey, decode};
use tokio::io::{AsyncBufReadExt, BufReader, DuplexStream, duplex};

use super::*;

const WAIT: Duration = Duration::from_secs(5);

struct Peer(BufReader<DuplexStream>);

impl Peer {
    async fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).await.unwrap();
        line
    }

    async fn send(&mut self, line: &str) {
        self.0.write_all(line.as_bytes()).await.unwrap();
    }
}

fn pair(client: Client) -> (Phone<DuplexStream>, Peer) {
    let (near, far) = duplex(1 << 20);
    let identity = Identity::new("testbot", "test-secret-key-0001", "test-salt-01", "a1b2c3d4e5f60718", client);
    (Phone::over(near, &identity, "192.0.2.10"), Peer(BufReader::new(far)))
}

#[tokio::test]
async fn what_a_phone_says_is_signed_in_its_own_form() {
    let key = SigningKey::new("test-secret-key-0001", "test-salt-01");
    for client in ALL.into_iter().filter(|client| *client != Client::V331) {
        let (mut phone, mut peer) = pair(client);
        let log_id = phone.say("방", "17", "tester", "0f", "안녕").await.unwrap();
        let line = peer.line().await;
        let Ok(Packet::Chat(chat)) = decode(&line) else { panic!("{client:?}") };
        assert_eq!(chat.log_id.as_deref(), Some(log_id.as_str()), "{client:?}");
        assert!(key.verify(chat.auth.as_ref().unwrap(), &mut Vec::new()), "{client:?}");
    }
}

#[tokio::test]
async fn a_ping_is_answered_with_its_token_unless_muted() {
    let ping = "{\"event\":\"ping\",\"data\":{\"bot_name\":\"testbot\",\"server_timestamp\":\"t-1\"}}\n";
    let (mut phone, mut peer) = pair(Client::Head333);
    peer.send(ping).await;
    assert_eq!(
        phone.next(WAIT).await.unwrap(),
        Some(Heard::Ping { bot: Some("testbot".to_owned()), token: Some("\"t-1\"".to_owned()) })
    );
    let answer = String::from_utf8(peer.line().await).unwrap();
    assert!(answer.starts_with("{\"event\":\"pong\"") && answer.contains("\"server_timestamp\":\"t-1\""), "{answer}");
    phone.mute_pings();
    peer.send(ping).await;
    phone.next(WAIT).await.unwrap();
    phone.close().await.unwrap();
    assert_eq!(peer.line().await, b"");
}

#[tokio::test]
async fn replies_are_heard_as_the_script_hears_them() {
    let (mut phone, mut peer) = pair(Client::V321);
    peer.send("{\"event\":\"messageResponse\",\"data\":{\"room\":\"방\",\"channel_id\":\"17\",\"text\":\"하나\"}}\n")
        .await;
    assert_eq!(phone.expect_text(WAIT).await.unwrap(), "하나");
    peer.send("{\"event\":\"messageResponse\",\"data\":{\"room\":\"방\",\"text\":\"MEDIA_URL:http://x/a.png\"}}\n")
        .await;
    assert!(phone.expect_text(WAIT).await.is_err());
    peer.send("{\"event\":\"messageResponse\",\"data\":{\"room\":\"방\"}}\n").await;
    assert!(phone.expect_reply(WAIT).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn silence_is_expected_for_the_whole_time() {
    let (mut phone, mut peer) = pair(Client::V321);
    phone.expect_silence(Duration::from_mins(1)).await.unwrap();
    peer.send("{\"event\":\"messageResponse\",\"data\":{\"room\":\"방\",\"text\":\"하나\"}}\n").await;
    assert!(phone.expect_silence(Duration::from_mins(1)).await.is_err());
    assert!(phone.expect_text(Duration::from_secs(1)).await.is_err());
}

#[tokio::test]
async fn the_end_of_the_connection_is_heard() {
    let (mut phone, peer) = pair(Client::V321);
    drop(peer);
    assert_eq!(phone.next(WAIT).await.unwrap(), Some(Heard::Closed));
    phone.expect_closed(WAIT).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn dialect_c_reports_its_status_and_beats() {
    let (mut phone, mut peer) = pair(Client::V331);
    phone.handshake().await.unwrap();
    assert!(String::from_utf8(peer.line().await).unwrap().starts_with("{\"type\":\"handshake\""));
    peer.send("{\"status\":\"accepted\"}\n").await;
    assert!(phone.greeted(WAIT).await.unwrap().approved);
    assert!(String::from_utf8(peer.line().await).unwrap().starts_with("{\"type\":\"status\""));
    phone.expect_silence(Duration::from_secs(40)).await.unwrap();
    assert!(String::from_utf8(peer.line().await).unwrap().starts_with("{\"type\":\"heartbeat\""));
}

#[tokio::test]
async fn a_line_may_be_written_byte_by_byte() {
    let (mut phone, mut peer) = pair(Client::V330a1);
    phone.split_writes(1);
    phone.say("방", "17", "tester", "0f", "안녕").await.unwrap();
    assert!(matches!(decode(&peer.line().await), Ok(Packet::Chat(_))));
}
