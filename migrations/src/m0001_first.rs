//! The first schema.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, big_pk_auto, boolean, double_null, integer, string, string_len, string_len_null,
    },
    sea_orm::ConnectionTrait,
};

use crate::table::{KEY, create, drop, index, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        journal_position(manager).await?;
        bots(manager).await?;
        rooms(manager).await?;
        phones(manager).await?;
        users(manager).await?;
        commands(manager).await?;
        chat_log(manager).await?;
        pings(manager).await?;
        auth_failures(manager).await?;
        admins(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let last_first = [
            "admins",
            "auth_failures",
            "pings",
            "chat_log",
            "commands",
            "user_names",
            "users",
            "phone_events",
            "phones",
            "room_events",
            "rooms",
            "bots",
            "journal_position",
        ];
        drop(manager, &last_first).await
    }
}

/// Which journal is stored here and how far: one row, changed in the transaction that stores the records.
async fn journal_position(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let position = Table::create()
        .table("journal_position")
        .col(big_integer("id").primary_key())
        .col(string_len("journal", 64))
        .col(big_integer("seq"))
        .col(big_integer("rows_stored"))
        .to_owned();
    create(manager, position).await?;
    let row = Query::select().column("id").from("journal_position").to_owned();
    if manager.get_connection().query_one(&row).await?.is_some() {
        return Ok(());
    }
    let first = Query::insert()
        .into_table("journal_position")
        .columns(["id", "journal", "seq", "rows_stored"])
        .values_panic([1.into(), "".into(), 0.into(), 0.into()])
        .to_owned();
    manager.execute(first).await
}

/// Bots: one row per name.
async fn bots(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let bots = Table::create()
        .table("bots")
        .col(big_pk_auto("id"))
        .col(string_len("name", 64))
        .col(big_integer("created_at"))
        .to_owned();
    create(manager, bots).await?;
    unique(manager, "bots", &["name"]).await
}

/// Rooms, and what changed about their approval. The id is the short number for people.
async fn rooms(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let rooms = Table::create()
        .table("rooms")
        .col(big_pk_auto("id"))
        .col(big_integer("bot_id"))
        .col(string_len("channel", KEY))
        .col(string("name"))
        .col(string_len("state", 16))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(big_integer_null("last_message_at"))
        .to_owned();
    create(manager, rooms).await?;
    unique(manager, "rooms", &["bot_id", "channel"]).await?;

    let events = Table::create()
        .table("room_events")
        .col(big_pk_auto("id"))
        .col(big_integer("room_id"))
        .col(string_len("state", 16))
        .col(string("name"))
        .col(string("actor"))
        .col(big_integer("at"))
        .to_owned();
    create(manager, events).await?;
    index(manager, "room_events", &["room_id", "at"]).await
}

/// Phones, and what happened to them. The id is the short number for people.
async fn phones(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let phones = Table::create()
        .table("phones")
        .col(big_pk_auto("id"))
        .col(big_integer("bot_id"))
        .col(string_len("device", KEY))
        .col(string_len("state", 16))
        .col(boolean("practice"))
        .col(string("client_type"))
        .col(string("version"))
        .col(string("info"))
        .col(string("address"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .to_owned();
    create(manager, phones).await?;
    unique(manager, "phones", &["bot_id", "device"]).await?;

    let events = Table::create()
        .table("phone_events")
        .col(big_pk_auto("id"))
        .col(big_integer_null("phone_id"))
        .col(big_integer("bot_id"))
        .col(string_len("device", KEY))
        .col(string_len("event", 32))
        .col(string("detail"))
        .col(string("actor"))
        .col(string("address"))
        .col(big_integer("at"))
        .to_owned();
    create(manager, events).await?;
    index(manager, "phone_events", &["bot_id", "at"]).await
}

/// People, bound to a room as the app binds their hash, and the names they had.
async fn users(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let users = Table::create()
        .table("users")
        .col(big_pk_auto("id"))
        .col(big_integer("room_id"))
        .col(string_len("hash", KEY))
        .col(string("name"))
        .col(boolean("is_bot"))
        .col(big_integer("first_seen"))
        .col(big_integer("last_seen"))
        .to_owned();
    create(manager, users).await?;
    unique(manager, "users", &["room_id", "hash"]).await?;

    let names = Table::create()
        .table("user_names")
        .col(big_pk_auto("id"))
        .col(big_integer("user_id"))
        .col(string("name"))
        .col(big_integer("since"))
        .to_owned();
    create(manager, names).await?;
    index(manager, "user_names", &["user_id", "since"]).await
}

/// Commands: one row per name that was ever typed or answered.
async fn commands(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let commands = Table::create().table("commands").col(big_pk_auto("id")).col(string_len("name", KEY)).to_owned();
    create(manager, commands).await?;
    unique(manager, "commands", &["name"]).await
}

/// What was said. No foreign keys: one writer keeps the rows together, and each key would cost a look-up per row.
async fn chat_log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let lines = Table::create()
        .table("chat_log")
        .col(big_pk_auto("id"))
        .col(big_integer("room_id"))
        .col(big_integer_null("user_id"))
        .col(string_len("kind", 16))
        .col(big_integer_null("command_id"))
        .col(integer("flags"))
        .col(ColumnDef::new("message").custom("mediumtext").not_null())
        .col(string_len_null("log_id", 128))
        .col(big_integer_null("client_at"))
        .col(big_integer("server_at"))
        .to_owned();
    create(manager, lines).await?;
    index(manager, "chat_log", &["room_id", "server_at"]).await
}

/// Answered pings.
async fn pings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let pings = Table::create()
        .table("pings")
        .col(big_pk_auto("id"))
        .col(big_integer("phone_id"))
        .col(big_integer_null("rtt_ms"))
        .col(double_null("memory_total"))
        .col(double_null("memory_used"))
        .col(big_integer_null("queue"))
        .col(big_integer_null("rooms"))
        .col(big_integer("at"))
        .to_owned();
    create(manager, pings).await?;
    index(manager, "pings", &["phone_id", "at"]).await
}

/// Packets that failed their checks. What they claim to be is text, since nobody vouches for it.
async fn auth_failures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let failures = Table::create()
        .table("auth_failures")
        .col(big_pk_auto("id"))
        .col(string_len("bot", 64))
        .col(string_len("device", KEY))
        .col(string("address"))
        .col(string("reason"))
        .col(big_integer("count"))
        .col(big_integer("at"))
        .to_owned();
    create(manager, failures).await?;
    index(manager, "auth_failures", &["at"]).await
}

/// Who may steer a bot from a chat.
async fn admins(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let admins = Table::create()
        .table("admins")
        .col(big_pk_auto("id"))
        .col(big_integer("bot_id"))
        .col(string_len("channel", KEY))
        .col(string_len("user_hash", KEY))
        .col(string("name"))
        .col(boolean("home"))
        .col(string("granted_by"))
        .col(big_integer("at"))
        .to_owned();
    create(manager, admins).await?;
    unique(manager, "admins", &["bot_id", "channel", "user_hash"]).await
}
