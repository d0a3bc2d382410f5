//! Loads against a peer that greets, echoes, and once hangs up.

use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;

use clap::Parser;
use loai_protocol::reply::{Target, encode_handshake_complete, encode_text};
use loai_protocol::{Dialect, Packet, decode};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::args::{Arguments, Command};

/// Answers what is said; drops the first connection instead of answering its message number `hang_up_at`.
async fn peer(hang_up_at: usize) -> (SocketAddr, TaskTracker) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tracker = TaskTracker::new();
    let left = Arc::new(AtomicUsize::new(hang_up_at));
    let tasks = tracker.clone();
    tracker.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tasks.spawn(serve(stream, Arc::clone(&left)));
        }
    });
    (address, tracker)
}

async fn serve(stream: TcpStream, left: Arc<AtomicUsize>) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
        let mut out = Vec::new();
        match decode(line.trim_ascii_end()) {
            Ok(Packet::Handshake(_)) => encode_handshake_complete(true, "approved", "1.0.0", &mut out),
            Ok(Packet::Chat(chat)) => {
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

async fn load(address: SocketAddr, options: &str) -> (Arc<Plan>, String) {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("answered");
    let line = format!(
        "loai-phone load --connect {address} --bot bot --secret s --salt t --quiet --seconds 30 --retry-ms 10 \
         --expect-log {} {options}",
        log.display()
    );
    let Command::Load(args) = Arguments::parse_from(line.split_whitespace()).command else { panic!("load") };
    let (plan, mut signals) = plan(&args).await.unwrap();
    let tracker = TaskTracker::new();
    for phone in 0..plan.phones {
        tracker.spawn(Worker::new(Arc::clone(&plan), phone).run());
    }
    tracker.close();
    let connecting = all_ready(&plan, &mut signals.news, Instant::now()).await.unwrap();
    measure(&args, &plan, &signals, &tracker, connecting).await.unwrap();
    (plan, fs::read_to_string(log).unwrap())
}

#[tokio::test]
async fn every_message_is_sent_once_and_matched_to_its_answer() {
    for client in ["3.2.1", "3.3.3"] {
        let (address, _tasks) = peer(usize::MAX).await;
        let options = format!("--phones 3 --rooms 7 --in-flight 5 --max-messages 500 --client {client}");
        let (plan, log) = load(address, &options).await;
        let tally = &plan.tally;
        assert_eq!((tally.sent.load(Relaxed), tally.replies.load(Relaxed)), (500, 500));
        assert_eq!((tally.lost.load(Relaxed), tally.duplicate.load(Relaxed), tally.errors.load(Relaxed)), (0, 0, 0));
        let mut log_ids: Vec<&str> = log.lines().map(|line| line.split('\t').next().unwrap()).collect();
        log_ids.sort_unstable();
        log_ids.dedup();
        assert_eq!(log_ids.len(), 500);
        assert!(log.lines().all(|line| line.ends_with("\t안녕")));
    }
}

#[tokio::test]
async fn what_a_dropped_connection_owed_is_sent_again_and_answered_once() {
    for client in ["3.2.1", "3.3.3"] {
        let (address, _tasks) = peer(20).await;
        let options = format!("--rooms 4 --in-flight 8 --max-messages 100 --echo --resend --client {client}");
        let (plan, log) = load(address, &options).await;
        let tally = &plan.tally;
        assert_eq!((tally.sent.load(Relaxed), tally.replies.load(Relaxed)), (100, 100));
        assert_eq!((tally.lost.load(Relaxed), tally.errors.load(Relaxed)), (0, 1));
        assert!(tally.resent.load(Relaxed) > 0);
        assert_eq!(log.lines().count(), 100);
        let named = |line: &str| line.ends_with(&format!("# echo {}", line.split('\t').next().unwrap()));
        assert!(log.lines().all(named), "{log}");
    }
}

#[tokio::test]
async fn without_resending_the_rest_is_lost_and_the_run_goes_on() {
    let (address, _tasks) = peer(20).await;
    let (plan, _) = load(address, "--rooms 4 --in-flight 8 --max-messages 100").await;
    let lost = plan.tally.lost.load(Relaxed);
    assert!(lost > 0, "{lost}");
    assert_eq!(plan.tally.replies.load(Relaxed) + u64::try_from(lost).unwrap(), 100);
}
