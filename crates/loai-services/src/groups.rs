//! Built-in lists: lines in groups that begin with `[name]`, with fields that are parted by `|`.

/// A list.
pub(crate) struct Groups {
    entries: Vec<Entry<'static>>,
}

/// A line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    /// The group.
    pub(crate) group: &'a str,
    /// What it is.
    pub(crate) text: &'a str,
    /// What is said of it; empty where nothing is.
    pub(crate) notes: [&'a str; 2],
}

impl Groups {
    /// Reads a list.
    pub(crate) fn read(list: &'static str) -> Self {
        let (mut group, mut entries) = ("", Vec::new());
        for line in list.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                group = name;
                continue;
            }
            let mut fields = line.split('|').map(str::trim);
            let mut next = || fields.next().unwrap_or_default();
            entries.push(Entry { group, text: next(), notes: [next(), next()] });
        }
        Self { entries }
    }

    /// Every line.
    pub(crate) fn all(&self) -> &[Entry<'static>] {
        &self.entries
    }

    /// The groups, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.chunk_by(|one, next| one.group == next.group).map(|group| group[0].group)
    }

    /// The lines of a group, by its name without blanks.
    pub(crate) fn group(&self, name: &str) -> Vec<Entry<'static>> {
        self.entries.iter().filter(|entry| without_blanks(entry.group) == without_blanks(name)).copied().collect()
    }
}

/// A text as it is compared: without blanks and capitals.
pub(crate) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_belong_to_the_group_above_them() {
        let groups = Groups::read("[가]\n하나|둘|셋\n\n[나 다]\n넷\n");
        assert_eq!(groups.all()[0], Entry { group: "가", text: "하나", notes: ["둘", "셋"] });
        assert_eq!(groups.names().collect::<Vec<_>>(), ["가", "나 다"]);
        assert_eq!(groups.group("나다"), [Entry { group: "나 다", text: "넷", notes: [""; 2] }]);
        assert_eq!(groups.group("라"), []);
    }
}
