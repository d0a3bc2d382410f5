//! The operator's own texts: `texts/ko.ftl` and `texts/en.ftl`. What they mean is not looked at here.

use std::path::Path;

use loai_core::Language;

use crate::diagnostic::Diagnostic;
use crate::source::{Source, is_there};

/// One file of the operator's own texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// The language of the texts.
    pub language: Language,
    /// The file as it was opened.
    pub file: String,
    /// What is in it.
    pub text: String,
}

/// Reads the files of the operator's own texts that are there.
///
/// # Errors
/// All files that cannot be read.
pub fn read_texts(dir: &Path) -> Result<Vec<TextFile>, Vec<Diagnostic>> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for language in Language::ALL {
        let path = dir.join("texts").join(format!("{}.ftl", language.code()));
        if !is_there(&path) {
            continue;
        }
        match Source::open(&path) {
            Ok(source) => {
                let (file, text) = (source.file().to_owned(), source.text().to_owned());
                files.push(TextFile { language, file, text });
            }
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_files_that_are_there_are_read() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read_texts(dir.path()), Ok(Vec::new()));
        fs::create_dir(dir.path().join("texts")).unwrap();
        fs::write(dir.path().join("texts/ko.ftl"), "\u{feff}a = 가\n").unwrap();
        let files = read_texts(dir.path()).unwrap();
        assert_eq!((files.len(), files[0].language, files[0].text.as_str()), (1, Language::Korean, "a = 가\n"));
        fs::write(dir.path().join("texts/en.ftl"), b"a = \xff\n").unwrap();
        assert_eq!(read_texts(dir.path()).unwrap_err().len(), 1);
    }
}
