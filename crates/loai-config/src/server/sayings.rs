//! `[sayings]`: quotations of the operator's own.

use crate::fields::Fields;

/// Quotations of the operator's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SayingsSettings {
    /// `built_in`: whether quotations that the server brings along are said as well; `true`.
    pub built_in: bool,
    /// `quotes`: further ones; none.
    pub quotes: Vec<OwnQuote>,
}

/// A quotation. One without author and source is refused, since nobody could check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnQuote {
    /// `text`: what was said.
    pub text: String,
    /// `author`: who said it.
    pub author: String,
    /// `source`: where it can be read.
    pub source: String,
}

impl Default for SayingsSettings {
    fn default() -> Self {
        Self { built_in: true, quotes: Vec::new() }
    }
}

impl SayingsSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let quotes = fields.list("quotes").unwrap_or_default().into_iter();
        let quotes = quotes.filter_map(|item| quote(Fields::of(item.node, item.path, fields.source())?));
        let settings =
            Self { quotes: quotes.collect(), built_in: fields.boolean("built_in").unwrap_or(default.built_in) };
        fields.finish(&[]);
        settings
    }
}

fn quote(fields: Fields<'_>) -> Option<OwnQuote> {
    let needed = |key| {
        fields.require(key);
        fields.filled_text(key)
    };
    // All three are read before one is missed, so that everything that is wrong is told at once.
    let (text, author, source) = (needed("text"), needed("author"), needed("source"));
    fields.finish(&[]);
    Some(OwnQuote { text: text?, author: author?, source: source? })
}

#[cfg(test)]
mod tests {
    use crate::server::testing::read;

    #[test]
    fn a_quotation_has_an_author_and_a_source() {
        let (settings, problems) =
            read("[sayings]\nbuilt_in = false\nquotes = [{text = \"가\", author = \"나\", source = \"다\"}]\n");
        assert_eq!((settings.sayings.quotes.len(), settings.sayings.built_in, problems.len()), (1, false, 0));
        let (settings, problems) = read("[sayings]\n[[sayings.quotes]]\ntext = \"가\"\nauthor = \" \"\n");
        assert_eq!((settings.sayings.quotes.len(), problems.len()), (0, 2), "{problems:?}");
        assert!(problems.iter().any(|problem| problem.contains("sayings.quotes[0].source")), "{problems:?}");
        assert!(read("").0.sayings.built_in);
    }
}
