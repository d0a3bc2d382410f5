//! Says what it is told; mostly for schedules.

use loai_core::{Call, CommandService, Outcome};

/// The service `echo`.
pub(crate) struct Echo;

impl CommandService for Echo {
    fn name(&self) -> &'static str {
        "echo"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(call.prompt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::ask;

    #[test]
    fn the_words_come_back_unchanged() {
        let said = ask(&Echo, "두 줄을\n  그대로");
        assert_eq!(said, "두 줄을\n  그대로");
    }

    #[test]
    fn nothing_is_silence() {
        assert_eq!(ask(&Echo, ""), "");
    }
}
