//! Client scripts by the names that people type.

use loai_protocol::phone::Client;

const NAMES: [(&str, Client); 13] = [
    ("3.1.4", Client::V314),
    ("3.2.0", Client::V320),
    ("3.2.1", Client::V321),
    ("imglogshort", Client::ImgLogShort),
    ("smartlog", Client::SmartLog),
    ("3.3.0.a1", Client::V330a1),
    ("3.3.0.a2", Client::V330a2),
    ("3.3.1", Client::V331),
    ("3.3.2", Client::V332),
    ("file-3.3.3", Client::File333),
    ("3.3.3", Client::Head333),
    ("iris", Client::Iris),
    ("loai", Client::Loai),
];

/// Reads a script's name, such as `3.2.1`, `3.3.0.a1`, `imglogshort`, `file-3.3.3`, `iris`, or `loai` for our own.
///
/// # Errors
/// With the list of all names.
pub fn parse(text: &str) -> Result<Client, String> {
    let found = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|&(_, client)| client).ok_or_else(|| {
        let names: Vec<&str> = NAMES.iter().map(|&(name, _)| name).collect();
        format!("known clients are {}", names.join(", "))
    })
}

/// The name that [`parse`] reads.
pub fn name(client: Client) -> &'static str {
    NAMES.iter().find(|&&(_, known)| known == client).map_or("unknown", |&(name, _)| name)
}

#[cfg(test)]
mod tests {
    use loai_protocol::phone::ALL;

    use super::*;

    #[test]
    fn every_script_has_a_name() {
        for client in ALL.into_iter().chain([Client::Loai]) {
            assert_eq!(parse(name(client)), Ok(client));
        }
        assert!(parse("3.3.9").unwrap_err().contains("3.2.1, imglogshort"));
    }
}
