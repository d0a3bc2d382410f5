//! Answers of commands that may be given again, in the database, so that a restart does not forget them.
//!
//! An answer in here is no fact: when it is lost, it is made anew. So it does not go through the journal. One task
//! writes; what it cannot follow is dropped and counted, and nobody waits for it.

use std::{pin::Pin, sync::Arc, time::Duration};

use loai_core::{AnswerStore, Clock, Counter, Counters, KeptAnswer, Part, Reply, Source};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use crate::{
    Database, DbError,
    entity::cached_reply::{ActiveModel, Column, Entity, Model},
};

/// So many writes may wait.
const WAITING: usize = 64;
/// An answer of more bytes is not kept.
const LONGEST: usize = 1 << 20;
/// The longest name of a service, in characters.
const SERVICE: usize = 191;
/// How often answers are removed that are no longer good.
const PURGE: Duration = Duration::from_hours(1);
/// How soon an answer ends that counts as [`CacheStats::expiring`], in milliseconds.
const SOON: i64 = 3_600_000;
/// So many of the answers that were asked for most are named.
const TOP: u64 = 5;

/// A question does not wait longer for an answer of the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// The SHA-256 of all that an answer depends on.
pub type CacheKey = [u8; 32];

/// The cache as everybody sees it.
#[derive(Debug, Clone)]
pub struct ResponseCache {
    pool: DatabaseConnection,
    writes: Sender<Write>,
    counters: Arc<Counters>,
}

/// An answer to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedReply {
    /// What was asked.
    pub key: CacheKey,
    /// The service that has answered.
    pub service: Arc<str>,
    /// The answer.
    pub reply: Reply,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
    /// From when on it is no longer good, in UTC milliseconds.
    pub expires_at: i64,
}

/// What is in the cache, without what is no longer good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheStats {
    /// How many answers.
    pub total: u64,
    /// How many of each service, by name.
    pub services: Vec<(String, u64)>,
    /// How many end within the next hour.
    pub expiring: u64,
    /// Those that were asked for most, at most five.
    pub top: Vec<CacheHits>,
}

/// How often an answer was given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheHits {
    /// The service that has answered.
    pub service: String,
    /// How often.
    pub hits: u64,
    /// From when on the answer is no longer good, in UTC milliseconds.
    pub expires_at: i64,
}

/// The only one that puts answers into the table and takes them out, as long as it [runs](CacheWriter::run).
#[derive(Debug)]
pub struct CacheWriter {
    pool: DatabaseConnection,
    writes: Receiver<Write>,
}

/// What the writer is asked for.
#[derive(Debug)]
enum Write {
    Put(Box<CachedReply>),
    Hit(CacheKey),
    /// The answers of a service, or all of them.
    Clear(Option<String>, oneshot::Sender<Result<u64, DbErr>>),
}

impl ResponseCache {
    /// The cache of this database, and its writer.
    pub fn new(database: &Database, counters: Arc<Counters>) -> (Self, CacheWriter) {
        let (sender, writes) = mpsc::channel(WAITING);
        let pool = database.pool.clone();
        (Self { pool: pool.clone(), writes: sender, counters }, CacheWriter { pool, writes })
    }

    /// The answer to what was asked, if it is there and still good.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn get(&self, key: &CacheKey, now: i64) -> Result<Option<CachedReply>, DbError> {
        let good = Entity::find_by_id(key.to_vec()).filter(Column::ExpiresAt.gt(now));
        let Some(row) = good.one(&self.pool).await? else { return Ok(None) };
        // What another version has written differently is asked for anew.
        let Ok(reply) = serde_json::from_str(&row.reply) else { return Ok(None) };
        self.tell(Write::Hit(*key));
        let (service, created_at, expires_at) = (row.service.into(), row.created_at, row.expires_at);
        Ok(Some(CachedReply { key: *key, service, reply, created_at, expires_at }))
    }

    /// Has an answer kept, in place of the one before. It is not when it says nothing, when it is very long, or when
    /// the writer does not follow.
    pub fn put(&self, answer: CachedReply) {
        if !answer.reply.is_silence() && length(&answer.reply) <= LONGEST {
            self.tell(Write::Put(Box::new(answer)));
        }
    }

    /// Removes the answers of a service, or all of them, together with those that are still to be kept; returns how
    /// many were there.
    ///
    /// # Errors
    /// [`DbError::Query`], [`DbError::CacheStopped`]
    pub async fn clear(&self, service: Option<&str>) -> Result<u64, DbError> {
        let (answer, cleared) = oneshot::channel();
        let write = Write::Clear(service.map(str::to_owned), answer);
        self.writes.send(write).await.map_err(|_| DbError::CacheStopped)?;
        Ok(cleared.await.map_err(|_| DbError::CacheStopped)??)
    }

    /// Removes what is no longer good; returns how many answers these were. The writer does so every hour.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn purge(&self, now: i64) -> Result<u64, DbError> {
        Ok(purge(&self.pool, now).await?)
    }

    /// What is in it.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn stats(&self, now: i64) -> Result<CacheStats, DbError> {
        let good = Entity::find().filter(Column::ExpiresAt.gt(now));
        let services: Vec<(String, i64)> = good
            .clone()
            .select_only()
            .column(Column::Service)
            .column_as(Column::Hash.count(), "answers")
            .group_by(Column::Service)
            .order_by_asc(Column::Service)
            .into_tuple()
            .all(&self.pool)
            .await?;
        let services: Vec<_> = services.into_iter().map(|(name, count)| (name, count.cast_unsigned())).collect();
        let expiring = good.clone().filter(Column::ExpiresAt.lte(now + SOON)).count(&self.pool).await?;
        let asked_again = good.filter(Column::Hits.gt(0)).order_by_desc(Column::Hits).order_by_asc(Column::Hash);
        let top = asked_again.limit(TOP).all(&self.pool).await?;
        let hits =
            |row: Model| CacheHits { service: row.service, hits: row.hits.cast_unsigned(), expires_at: row.expires_at };
        Ok(CacheStats {
            total: services.iter().map(|(_, count)| count).sum(),
            services,
            expiring,
            top: top.into_iter().map(hits).collect(),
        })
    }

    fn tell(&self, write: Write) {
        if self.writes.try_send(write).is_err() {
            self.counters.count(Counter::CacheWritesDropped);
        }
    }
}

impl AnswerStore for ResponseCache {
    fn get(&self, key: CacheKey, now: i64) -> Pin<Box<dyn Future<Output = Option<KeptAnswer>> + Send + '_>> {
        Box::pin(async move {
            let found = tokio::time::timeout(PATIENCE, ResponseCache::get(self, &key, now)).await.ok()?;
            found.ok()?.map(|kept| KeptAnswer { reply: kept.reply, until: kept.expires_at })
        })
    }

    fn put(&self, key: CacheKey, service: &str, kept: &KeptAnswer, now: i64) {
        let (reply, expires_at) = (kept.reply.clone(), kept.until);
        ResponseCache::put(self, CachedReply { key, service: service.into(), reply, created_at: now, expires_at });
    }
}

impl CacheWriter {
    /// Writes until every [`ResponseCache`] is gone. It may be dropped at any time; what waits is lost then.
    pub async fn run(mut self, clock: Arc<dyn Clock>) {
        let mut hourly = tokio::time::interval(PURGE);
        let mut failing = false;
        loop {
            let done = tokio::select! {
                write = self.writes.recv() => match write {
                    Some(write) => self.write(write).await,
                    None => return,
                },
                _ = hourly.tick() => purge(&self.pool, clock.now()).await.map(drop),
            };
            if let Err(error) = &done
                && !failing
            {
                tracing::warn!(%error, "answers are not being put into the cache");
            }
            failing = done.is_err();
        }
    }

    async fn write(&self, write: Write) -> Result<(), DbErr> {
        match write {
            Write::Put(answer) => self.put(*answer).await,
            Write::Hit(key) => {
                let hit = Entity::update_many().col_expr(Column::Hits, Expr::col(Column::Hits).add(1));
                hit.filter(Column::Hash.eq(key.to_vec())).exec(&self.pool).await.map(drop)
            }
            Write::Clear(service, answer) => {
                let of_service = Condition::all().add_option(service.map(|service| Column::Service.eq(service)));
                let cleared = Entity::delete_many().filter(of_service).exec(&self.pool).await;
                // Whoever has asked may have gone meanwhile.
                answer.send(cleared.map(|cleared| cleared.rows_affected)).ok();
                Ok(())
            }
        }
    }

    async fn put(&self, answer: CachedReply) -> Result<(), DbErr> {
        let row = ActiveModel {
            hash: Set(answer.key.to_vec()),
            service: Set(answer.service.chars().take(SERVICE).collect()),
            reply: Set(serde_json::to_string(&answer.reply).map_err(|error| DbErr::Json(error.to_string()))?),
            created_at: Set(answer.created_at),
            expires_at: Set(answer.expires_at),
            hits: Set(0),
        };
        let everything = [Column::Service, Column::Reply, Column::CreatedAt, Column::ExpiresAt, Column::Hits];
        let replace = OnConflict::column(Column::Hash).update_columns(everything).to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(&self.pool).await.map(drop)
    }
}

async fn purge(pool: &DatabaseConnection, now: i64) -> Result<u64, DbErr> {
    let ended = Entity::delete_many().filter(Column::ExpiresAt.lte(now));
    Ok(ended.exec(pool).await?.rows_affected)
}

/// How many bytes the parts hold.
fn length(reply: &Reply) -> usize {
    let part = |part: &Part| match part {
        Part::Text(text) => text.len(),
        Part::Media(media) => match &media.source {
            Source::Base64(files) | Source::Urls(files) => files.iter().map(String::len).sum(),
        },
    };
    reply.parts().iter().map(part).sum()
}
