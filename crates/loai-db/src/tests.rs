//! The same tests on SQLite and, when `LOAI_TEST_MARIADB` holds the URL of a server, on MariaDB.

mod cache;
mod crashes;
mod deliveries;
mod facts;
mod health;
mod imports;
mod merges;
mod people;
mod points;
mod privacy;
mod refusals;
mod schema;
mod settings;
mod stage;
mod talk;
mod texts;
mod usage;

use stage::{Stage, said};

/// Makes each function a test on every database.
macro_rules! on_every_database {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                $crate::tests::stage::on_sqlite(super::$name);
            })*
        }
        mod mariadb {
            $(#[test]
            fn $name() {
                $crate::tests::stage::on_mariadb(super::$name);
            })*
        }
    };
}
use on_every_database;
