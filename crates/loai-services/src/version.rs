//! Says which version answers.

use std::sync::Arc;

use loai_core::{Call, CommandService, Outcome};
use loai_texts::Texts;

use crate::Ports;

/// The service `version`.
pub(crate) struct Version {
    texts: Arc<Texts>,
    version: &'static str,
}

impl Version {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), version: ports.version }
    }
}

impl CommandService for Version {
    fn name(&self) -> &'static str {
        "version"
    }

    fn call(&self, _call: &Call<'_>) -> Outcome {
        Outcome::text(self.texts.get("version-line", &[("version", self.version.into())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn name_and_version_are_said() {
        let fixture = Fixture::new();
        insta::assert_snapshot!(ask(&Version::new(&fixture.ports), ""), @"LOA.i 1.2.3");
    }
}
