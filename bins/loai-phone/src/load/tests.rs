//! Loads against a peer that greets, echoes, and once hangs up.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

use clap::Parser;
use loai_protocol::reply::{Target, encode_handshake_complete, encode_text};
use loai_protocol::{Dialect, Packet, decode};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::args::{Arguments, Command};

/// What a peer has heard, and where it listens.
struct Peer {
    address: SocketAddr,
    log_ids: Arc<Mutex<Vec<String>>>,
    _tasks: TaskTracker,
}

/// Answers what is said; drops the first connection instead of answering its message number `hang_up_at`.
async fn peer(hang_up_at: usize) -> Peer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tracker, log_ids) = (TaskTracker::new(), Arc::<Mutex<Vec<String>>>::default());
    let left = Arc::new(AtomicUsize::new(hang_up_at));
    let (tasks, heard) = (tracker.clone(), Arc::clone(&log_ids));
    tracker.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tasks.spawn(serve(stream, Arc::clone(&left), Arc::clone(&heard)));
        }
    });
    Peer { address, log_ids, _tasks: tracker }
}

async fn serve(stream: TcpStream, left: Arc<AtomicUsize>, heard: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
        let mut out = Vec::new();
        match decode(line.trim_ascii_end()) {
            Ok(Packet::Handshake(_)) => encode_handshake_complete(true, "approved", "1.0.0", &mut out),
            Ok(Packet::Chat(chat)) => {
                heard.lock().unwrap().push(chat.log_id.as_deref().unwrap().to_owned());
                if left.fetch_sub(1, Relaxed) == 1 {
                    return;
                }
                let channel_id = chat.channel_id.as_deref().unwrap();
                let target = Target { bot: "bot", channel_id, room: &chat.room };
                let dialect = if chat.had_tail { Dialect::B } else { Dialect::A };
                encode_text(dialect, &target, &chat.text, 0, &mut out).unwrap();
            }
            other => panic!("{other:?}"),
        }
        stream.write_all(&out).await.unwrap();
        line.clear();
    }
}

async fn load(peer: &Peer, options: &str) -> Arc<Plan> {
    let line = format!(
        "loai-phone load --connect {} --bot bot --secret s --salt t --quiet --seconds 30 --retry-ms 10 {options}",
        peer.address
    );
    let Command::Load(args) = Arguments::parse_from(line.split_whitespace()).command else { panic!("load") };
    let server = practice::find(&args.server).await.unwrap();
    let (plan, mut signals) = plan(&args, &server).unwrap();
    speak(&args, &plan, &mut signals).await.unwrap();
    plan
}

#[tokio::test]
async fn every_message_is_sent_once_and_matched_to_its_answer() {
    for client in ["3.2.1", "3.3.3"] {
        let peer = peer(usize::MAX).await;
        let options = format!("--phones 3 --rooms 7 --in-flight 5 --max-messages 500 --client {client}");
        let plan = load(&peer, &options).await;
        let tally = &plan.tally;
        assert_eq!((tally.sent.load(Relaxed), tally.replies.load(Relaxed)), (500, 500));
        assert_eq!((tally.lost.load(Relaxed), tally.duplicate.load(Relaxed), tally.errors.load(Relaxed)), (0, 0, 0));
        let mut log_ids = peer.log_ids.lock().unwrap().clone();
        log_ids.sort_unstable();
        log_ids.dedup();
        assert_eq!(log_ids.len(), 500);
    }
}

#[tokio::test]
async fn at_a_rate_every_message_is_due_once() {
    let peer = peer(usize::MAX).await;
    let plan = load(&peer, "--phones 3 --rooms 7 --rate 2000 --max-messages 200").await;
    let tally = &plan.tally;
    assert_eq!((tally.sent.load(Relaxed), tally.replies.load(Relaxed), tally.lost.load(Relaxed)), (200, 200, 0));
    assert_eq!(tally.latency.count(), 200);
}

#[tokio::test]
async fn what_a_dropped_connection_owed_is_lost_and_the_run_goes_on() {
    let peer = peer(20).await;
    let plan = load(&peer, "--rooms 4 --in-flight 8 --max-messages 100").await;
    let (lost, errors) = (plan.tally.lost.load(Relaxed), plan.tally.errors.load(Relaxed));
    assert!(lost > 0, "{lost}");
    assert_eq!((plan.tally.replies.load(Relaxed) + u64::try_from(lost).unwrap(), errors), (100, 1));
}
