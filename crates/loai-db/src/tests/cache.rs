//! Answers that may be given again.

use std::sync::Arc;

use loai_core::{Clock, Counter, Counters, Media, MediaKind, Reply, Source, SystemClock};
use sea_orm::ConnectionTrait;

use super::{Stage, on_every_database, stage::column};
use crate::{
    DbError, ResponseCache,
    cache::{CacheKey, CacheWriter, CachedReply},
};

on_every_database!(
    an_answer_is_given_again_until_it_ends_and_after_a_restart,
    the_newer_answer_counts,
    what_is_no_good_is_not_kept,
    answers_are_removed_by_service_and_all,
    what_is_in_the_cache_is_counted,
    nobody_waits_for_a_database_that_does_not_follow,
    an_answer_that_another_version_wrote_is_no_answer,
);

/// Far in the future, so that the writer's own purge finds nothing.
const NOW: i64 = 4_102_444_800_000;
const HOUR: i64 = 3_600_000;

fn answer(key: u8, service: &str, text: &str) -> CachedReply {
    let reply = Reply::text(text);
    CachedReply { key: key_of(key), service: service.into(), reply, created_at: NOW, expires_at: NOW + HOUR }
}

fn key_of(key: u8) -> CacheKey {
    // Every kind of byte, the one that ends texts elsewhere included.
    std::array::from_fn(|at| (at as u8).wrapping_mul(37).wrapping_add(key))
}

fn start(writer: CacheWriter) -> tokio::task::JoinHandle<()> {
    let runtime = tokio::runtime::Handle::current();
    runtime.spawn(writer.run(Arc::new(SystemClock) as Arc<dyn Clock>))
}

async fn running(stage: &Stage) -> ResponseCache {
    let (cache, writer) = ResponseCache::new(&stage.database().await, Arc::default());
    start(writer);
    cache
}

/// Waits until everything is written that was asked for before.
async fn settle(cache: &ResponseCache) {
    cache.clear(Some("no such service")).await.unwrap();
}

async fn get(cache: &ResponseCache, key: u8, now: i64) -> Option<CachedReply> {
    cache.get(&key_of(key), now).await.unwrap()
}

async fn an_answer_is_given_again_until_it_ends_and_after_a_restart(stage: Stage) {
    let cache = running(&stage).await;
    let urls = Source::Urls(vec!["https://example.invalid/a.png".into()]);
    let media = Media { kind: MediaKind::Image, source: urls, wait_ms: Some(1_500) };
    let whole =
        CachedReply { reply: Reply::text("가\u{1F600}").and_media(media).and_text("나"), ..answer(1, "bible", "") };
    cache.put(whole.clone());
    settle(&cache).await;
    assert_eq!(get(&cache, 1, NOW + HOUR - 1).await, Some(whole.clone()));
    assert_eq!(get(&cache, 1, NOW + HOUR).await, None);
    assert_eq!(get(&cache, 2, NOW).await, None);
    assert_eq!(get(&running(&stage).await, 1, NOW).await, Some(whole));
}

async fn the_newer_answer_counts(stage: Stage) {
    let cache = running(&stage).await;
    for text in ["old", "new"] {
        cache.put(answer(1, "bible", text));
        settle(&cache).await;
        assert_eq!(get(&cache, 1, NOW).await.unwrap().reply, Reply::text(text));
    }
    settle(&cache).await;
    assert_eq!(cache.stats(NOW).await.unwrap().top[0].hits, 1);
}

async fn what_is_no_good_is_not_kept(stage: Stage) {
    let cache = running(&stage).await;
    cache.put(answer(1, "bible", ""));
    cache.put(answer(2, "bible", &"가".repeat(400_000)));
    cache.put(CachedReply { expires_at: NOW, ..answer(3, "bible", "x") });
    cache.put(answer(4, "bible", &"가".repeat(300_000)));
    settle(&cache).await;
    assert_eq!(cache.stats(NOW - 1).await.unwrap().total, 2);
    assert_eq!(cache.purge(NOW).await.unwrap(), 1);
    assert_eq!(cache.stats(NOW - 1).await.unwrap().total, 1);
    assert!(get(&cache, 4, NOW).await.is_some());
}

async fn answers_are_removed_by_service_and_all(stage: Stage) {
    let cache = running(&stage).await;
    for (key, service) in [(1, "bible"), (2, "bible"), (3, "news"), (4, "web")] {
        cache.put(answer(key, service, "x"));
    }
    assert_eq!(cache.clear(Some("bible")).await.unwrap(), 2);
    assert_eq!(cache.stats(NOW).await.unwrap().services, [("news".to_owned(), 1), ("web".to_owned(), 1)]);
    cache.put(answer(1, "bible", "x"));
    assert_eq!(cache.clear(None).await.unwrap(), 3);
    assert_eq!(cache.stats(NOW).await.unwrap().total, 0);
}

async fn what_is_in_the_cache_is_counted(stage: Stage) {
    let cache = running(&stage).await;
    for key in 1..=7 {
        let service = if key <= 4 { "bible" } else { "web" };
        cache.put(CachedReply { expires_at: NOW + i64::from(key) * HOUR, ..answer(key, service, "x") });
    }
    settle(&cache).await;
    for key in 1..=7 {
        for _ in 0..key - 1 {
            get(&cache, key, NOW).await.unwrap();
        }
        settle(&cache).await;
    }
    let stats = cache.stats(NOW + HOUR / 2).await.unwrap();
    assert_eq!((stats.total, stats.expiring), (7, 1));
    assert_eq!(stats.services, [("bible".to_owned(), 4), ("web".to_owned(), 3)]);
    let top: Vec<_> = stats.top.iter().map(|top| (top.service.as_str(), top.hits, top.expires_at)).collect();
    let hours = |hours| NOW + hours * HOUR;
    assert_eq!(
        top,
        [
            ("web", 6, hours(7)),
            ("web", 5, hours(6)),
            ("web", 4, hours(5)),
            ("bible", 3, hours(4)),
            ("bible", 2, hours(3))
        ]
    );
    assert_eq!(cache.stats(hours(1)).await.unwrap().total, 6);
}

async fn nobody_waits_for_a_database_that_does_not_follow(stage: Stage) {
    let counters = Arc::<Counters>::default();
    let (cache, writer) = ResponseCache::new(&stage.database().await, Arc::clone(&counters));
    for key in 0..100 {
        cache.put(answer(key, "bible", "x"));
    }
    assert_eq!(counters.get(Counter::CacheWritesDropped), 36);
    drop(writer);
    assert!(matches!(cache.clear(None).await, Err(DbError::CacheStopped)));
}

async fn an_answer_that_another_version_wrote_is_no_answer(stage: Stage) {
    let cache = running(&stage).await;
    cache.put(answer(1, "bible", "x"));
    settle(&cache).await;
    let database = stage.database().await;
    database.pool.execute_unprepared("UPDATE response_cache SET reply = '[{\"song\":1}]'").await.unwrap();
    assert_eq!(get(&cache, 1, NOW).await, None);
    settle(&cache).await;
    assert_eq!(column(&database, "SELECT hits FROM response_cache").await, ["0"]);
}
