//! The scanner against `serde_json`, which judges the same texts.

use proptest::prelude::*;

use super::*;

/// Where the first value ends, if the text begins with one.
fn end(text: &str) -> Option<usize> {
    let mut scanner = Scanner::new(text);
    scanner.value().ok().map(|_| text.len() - scanner.rest().len())
}

fn end_by_serde(text: &str) -> Option<usize> {
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next()?.ok().map(|_| values.byte_offset())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn strings_end_where_serde_says(text in "\"([a-c\"\\\\/bfnrtuU0-9\\x00-\\x22가😀]|\\\\u00e9|\\\\\"|\\\\n){0,24}\"?") {
        prop_assert_eq!(end(&text), end_by_serde(&text));
    }

    #[test]
    fn numbers_and_words_are_those_of_serde(text in "[-+0-9.eE]{1,8}|(true|false|null|nul|True|[tfn][a-z]{0,4})") {
        // A bare value ends at a sign, and serde looks at that sign.
        let by_serde = serde_json::from_str::<IgnoredAny>(&text).ok().map(|_| text.len());
        prop_assert_eq!(end(&text).filter(|&end| end == text.len()), by_serde);
    }

    #[test]
    fn plain_bytes_are_counted_exactly(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let slow = bytes.iter().take_while(|&&byte| byte >= 0x20 && byte != b'"' && byte != b'\\').count();
        prop_assert_eq!(plain_length(&bytes), slow);
    }
}

#[test]
fn members_are_separated_as_they_must_be() {
    let walk = |text: &'static str| -> Result<Vec<String>, Broken> {
        let mut scanner = Scanner::new(text);
        let (mut keys, mut more) = (Vec::new(), scanner.open()?);
        while more {
            keys.push(String::from_utf8_lossy(scanner.key()?).into_owned());
            scanner.value()?;
            more = scanner.more()?;
        }
        keys.push(scanner.rest().to_owned());
        Ok(keys)
    };
    assert_eq!(walk("{}tail"), Ok(vec!["tail".to_owned()]));
    let keys = ["a", "b \\u00e9", ""].map(str::to_owned).to_vec();
    assert_eq!(walk(" { \"a\" : [1,{}] ,\n\"b \\u00e9\":\"}\"\t}"), Ok(keys));
    for broken in ["", "{", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{\"a\":[1}}"] {
        assert_eq!(walk(broken), Err(Broken), "{broken}");
    }
}
