use super::*;

/// The same four verses in every shape.
const VERSES: [(&str, &str); 4] = [
    ("창 1:1", "태초에 하나님이 천지를 창조하시니라"),
    ("창 1:2", "땅이 혼돈하고"),
    ("창 2:1", "천지와 만물이 다 이루니라"),
    ("요 3:16", "하나님이 세상을 & 사랑하사"),
];

fn told(text: &Text) -> Vec<(String, String)> {
    let place = |at: usize| {
        let id = text.id(at);
        format!("{} {}:{}", id.book().short(), id.chapter(), id.verse())
    };
    (0..text.len()).map(|at| (place(at), text.words(at).to_owned())).collect()
}

#[test]
fn every_usual_format_is_read() {
    let [a, b, c, d] = VERSES.map(|(_, words)| words);
    let escaped = d.replace('&', "&amp;");
    let formats = [
        format!(r#"{{"창1:1": "{a}", "창1:2": "{b}", "창2:1": "{c}", "요3:16": "{d}", "창1:1-2": "no"}}"#),
        format!(
            r#"{{"Genesis": {{"1": {{"1": "{a}", "2": "{b}"}}, "2": {{"1": "{c}"}}}}, "요한복음": {{"3": {{"16": "{d}"}}}}}}"#
        ),
        format!(
            r#"{{"translation": "x", "books": [{{"name": "창세기", "chapters": [{{"chapter": 1, "verses": [{{"verse": 1, "text": "{a}"}}, {{"verse": 2, "text": "{b}"}}]}}, {{"chapter": 2, "verses": [{{"verse": 1, "text": "{c}"}}]}}]}}, {{"nr": 43, "chapters": [{{"chapter": 3, "verses": [{{"verse": "16", "text": "{d}"}}]}}]}}]}}"#
        ),
        format!(
            r#"[{{"abbrev": "gn", "chapters": [["{a}", "{b}"], ["{c}"]]}}, {{"abbrev": "jo", "name": "John", "chapters": [[], [], {}]}}]"#,
            format_args!("[{}\"{d}\"]", "\"\",".repeat(15))
        ),
        format!(
            r#"{{"verses": [{{"book": 1, "book_name": "Genesis", "chapter": 1, "verse": 1, "text": "{a}"}}, {{"book": 1, "chapter": 1, "verse": 2, "text": "{b}"}}, {{"book_name": "Genesis", "chapter": "2", "verse": "1", "text": "{c}"}}, {{"b": 43, "c": 3, "v": 16, "t": "{d}"}}]}}"#
        ),
        format!(
            r#"{{"resultset": {{"row": [{{"field": [1001001, 1, 1, 1, "{a}"]}}, {{"field": [1001002, 1, 1, 2, "{b}"]}}, {{"field": [1002001, 1, 2, 1, "{c}"]}}, {{"field": [43003016, 43, 3, 16, "{d}"]}}]}}}}"#
        ),
        format!("book,chapter,verse,text\n1,1,1,{a}\nGen,1,2,\"{b}\"\n창세기,2,1,{c}\nJohn,3,16,{d}\n"),
        format!("1\t1\t1\t{a}\r\n1\t1\t2\t{b}\r\n1\t2\t1\t{c}\r\n43\t3\t16\t{d}\r\n"),
        format!("id;b;c;v;t\n1;1;1;1;{a}\n2;1;1;2;{b}\n3;1;2;1;{c}\n4;43;3;16;{d}\n"),
        format!("1001001,1,1,1,{a}\n1001002,1,1,2,{b}\n1002001,1,2,1,{c}\n43003016,43,3,16,{d}\n"),
        format!(
            r#"<?xml version="1.0"?><XMLBIBLE><INFORMATION><title>x</title></INFORMATION><BIBLEBOOK bnumber="1" bname="창세기"><CHAPTER cnumber="1"><CAPTION>no</CAPTION><VERS vnumber="1">{a}<NOTE>no</NOTE></VERS><VERS vnumber="2">{b}</VERS></CHAPTER><CHAPTER cnumber="2"><VERS vnumber="1">{c}</VERS></CHAPTER></BIBLEBOOK><BIBLEBOOK bnumber="43"><CHAPTER cnumber="3"><VERS vnumber="16">{escaped}</VERS></CHAPTER></BIBLEBOOK></XMLBIBLE>"#
        ),
        format!(
            r#"<osis xmlns="x"><osisText><header><work>no</work></header><div type="book" osisID="Gen"><chapter osisID="Gen.1"><title>no</title><verse osisID="Gen.1.1">{a}<note>no <b>no</b></note></verse><verse osisID="Gen.1.2">{b}</verse></chapter><chapter osisID="Gen.2"><verse osisID="Gen.2.1">{c}</verse></chapter></div><div type="book" osisID="John"><chapter osisID="John.3"><verse osisID="John.3.16">{escaped}</verse></chapter></div></osisText></osis>"#
        ),
        format!(
            r#"<osis><div type="book" osisID="Gen"><chapter sID="Gen.1" osisID="Gen.1"/><p><verse sID="Gen.1.1" osisID="Gen.1.1"/>{a}<verse eID="Gen.1.1"/> <verse sID="Gen.1.2" osisID="Gen.1.2"/>{b}<verse eID="Gen.1.2"/></p><verse sID="Gen.2.1" osisID="Gen.2.1"/><w>{c}</w><verse eID="Gen.2.1"/>no<verse sID="John.3.16" osisID="John.3.16"/>{escaped}<verse eID="John.3.16"/></div></osis>"#
        ),
        format!(
            r#"<bible><testament name="Old"><book number="1"><chapter number="1"><verse number="1">{a}</verse><verse number="2">{b}</verse></chapter><chapter number="2"><verse number="1">{c}</verse></chapter></book><book number="43"><chapter number="3"><verse number="16">{escaped}</verse></chapter></book></testament></bible>"#
        ),
    ];
    for format in formats {
        let text = read(format.as_bytes()).unwrap_or_else(|error| panic!("{error}: {format}"));
        let meant = VERSES.map(|(place, words)| (place.to_owned(), words.to_owned()));
        assert_eq!(told(&text), meant, "{format}");
        let marked = format!("\u{feff}{format}");
        assert_eq!(read(marked.as_bytes()).unwrap().len(), 4);
    }
}

#[test]
fn books_are_counted_where_there_are_66_without_a_known_name() {
    let books: Vec<String> = (1..=66).map(|at| format!(r#"{{"abbrev": "?", "chapters": [["말씀 {at}"]]}}"#)).collect();
    let text = read(format!("[{}]", books.join(",")).as_bytes()).unwrap();
    assert_eq!((text.len(), text.words(65)), (66, "말씀 66"));
    assert_eq!(text.id(65).book().short(), "계");
}

#[test]
fn what_is_no_text_is_refused() {
    let refusal = |bytes: &[u8]| read(bytes).map(|text| text.len()).unwrap_err().to_string();
    for bytes in [
        &b""[..],
        b"  ",
        b"{}",
        b"[]",
        b"<a/>",
        b"a,b\nc,d\n",
        b"book,chapter,verse,text\n99,1,1,x\n1,99,1,x\n",
        b"[[1,2]]",
        b"[null]",
    ] {
        let text = String::from_utf8_lossy(bytes).into_owned();
        assert!(refusal(bytes).contains("no verse"), "{text}: {}", refusal(bytes));
    }
    for page in ["<!DOCTYPE html><html><body>404", "\n<html lang=ko><p>1,1,1,x"] {
        assert!(refusal(page.as_bytes()).contains("web page"), "{page}");
    }
    assert!(refusal(b"PK\x03\x04....").contains("packed") && refusal(b"\x1f\x8b..").contains("packed"));
    assert!(refusal(b"{\"a\": ").contains("broken"));
    assert!(refusal(b"<a><b></a>").contains("broken"));
    assert!(refusal(b"\xff\xfe").contains("UTF-8"));
}
