//! The words of a verse without what programs write between them: tags of MyBible and MySword, RTF of e-Sword.

/// A tag that is longer is none.
const LONGEST_TAG: usize = 60;

/// The words alone; `None` where letters are bytes of a code page that nobody names.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = if is_rtf(text) { without_rtf(text)? } else { text.to_owned() };
    let text = if text.contains('<') { without_tags(&text) } else { text };
    let unescaped = text.contains('&').then(|| quick_xml::escape::unescape(&text).map(Into::into).ok()).flatten();
    Some(unescaped.unwrap_or(text))
}

fn is_rtf(text: &str) -> bool {
    ["{\\rtf", "\\par", "\\cf", "\\'", "\\u"].iter().any(|word| text.contains(word))
}

/// What stands between this tag and its end is no word of the verse: numbers of Strong, notes, titles.
fn end_beside(tag: &str) -> Option<&'static str> {
    let name = tag.split([' ', '=']).next().unwrap_or_default();
    Some(match name {
        "S" => "</S>",
        "m" => "</m>",
        "n" => "</n>",
        "f" => "</f>",
        "h" => "</h>",
        "x" => "</x>",
        "RF" => "<Rf>",
        name if name.starts_with("TS") => "<Ts",
        _ => return None,
    })
}

fn without_tags(text: &str) -> String {
    let (mut words, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find('<') {
        words.push_str(&rest[..start]);
        let inner = &rest[start + 1..];
        let is_tag = inner.starts_with(|letter: char| letter == '/' || letter.is_ascii_alphabetic());
        let end = inner.bytes().take(LONGEST_TAG + 1).position(|byte| byte == b'>');
        let Some(len) = end.filter(|_| is_tag) else {
            words.push('<');
            rest = inner;
            continue;
        };
        let tag = &inner[..len];
        rest = &inner[len + 1..];
        if let Some(beside) = end_beside(tag)
            && let Some(at) = rest.find(beside)
        {
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            rest = &rest[end..];
        } else if ["pb", "br", "p", "t", "CM", "CL", "CI", "PI", "PF"]
            .iter()
            .any(|name| tag.trim_matches('/').trim_end().trim_end_matches(char::is_numeric) == *name)
        {
            words.push(' ');
        }
    }
    words.push_str(rest);
    words
}

fn without_rtf(text: &str) -> Option<String> {
    let (mut words, mut rest) = (String::with_capacity(text.len()), text.chars().peekable());
    while let Some(letter) = rest.next() {
        match letter {
            '{' | '}' => {}
            '\\' => match rest.next() {
                // A byte of the code page.
                Some('\'') => {
                    let digits: String = [rest.next()?, rest.next()?].iter().collect();
                    let byte = u8::from_str_radix(&digits, 16).ok().filter(u8::is_ascii)?;
                    words.push(char::from(byte));
                }
                Some('~') => words.push(' '),
                Some(letter) if letter.is_ascii_alphabetic() => {
                    let mut word = String::from(letter);
                    while let Some(next) = rest.next_if(char::is_ascii_alphabetic) {
                        word.push(next);
                    }
                    let mut number = String::new();
                    while let Some(next) =
                        rest.next_if(|next| next.is_ascii_digit() || (number.is_empty() && *next == '-'))
                    {
                        number.push(next);
                    }
                    rest.next_if_eq(&' ');
                    match word.as_str() {
                        "u" => {
                            // Behind it stands what older programs show.
                            rest.next_if(|next| !matches!(next, '\\' | '{' | '}'));
                            let code = number.parse::<i32>().ok()?.rem_euclid(0x1_0000);
                            words.push(char::from_u32(code as u32)?);
                        }
                        "par" | "line" | "tab" => words.push(' '),
                        _ => {}
                    }
                }
                Some(letter) if matches!(letter, '\\' | '{' | '}') => words.push(letter),
                _ => {}
            },
            letter => words.push(letter),
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_verse_stay() {
        for (text, words) in [
            ("In the beginning<S>7225</S> God<S>430</S>", "In the beginning God"),
            ("<t>a<n>no <i>no</i></n></t><br/>b<f>[1]</f>", " a  b"),
            ("<h>no</h><J>나는</J> <i>길이요</i>", "나는 길이요"),
            ("<TS1>no<Ts>In the beginning<WH7225> God<RF q=a>no<Rf> made<CM>", "In the beginning God made "),
            ("<FR>I am<Fr> <FI>the<Fi> way", "I am the way"),
            ("a < b and c > d", "a < b and c > d"),
            ("<S>open", "open"),
            ("빛 &amp; 어둠 &lt;", "빛 & 어둠 <"),
            ("AT&T", "AT&T"),
            (r"{\cf6 In the \i beginning\i0\par God}", "In the beginning God"),
            (r"\u53468?\u52488?\'2c \u-10333?", "태초, 힣"),
        ] {
            assert_eq!(plain(text).unwrap(), words, "{text}");
        }
        assert_eq!(plain(r"\cf1 \'c5\'c2"), None);
    }
}
