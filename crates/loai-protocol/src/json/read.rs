//! Reading objects from clients that are not always right about types.
//!
//! Every value is kept as the text it was written in ([`Raw`]) and understood only where it is used, so that a wrong
//! type in one field never costs the rest, numbers of any size stay exact, and plain strings are borrowed.

use std::borrow::Cow;

use super::scan::{Broken, Kind, Scanner};

/// One JSON value that is not null, as the text it was written in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a> {
    json: &'a str,
    kind: Kind,
}

impl<'a> Raw<'a> {
    /// The value as it stands on the wire.
    pub(crate) fn json(self) -> &'a str {
        self.json
    }

    /// A string; borrowed unless it holds escapes. `None` for every other type.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        match self.kind {
            Kind::Plain => self.json.get(1..self.json.len() - 1).map(Cow::Borrowed),
            Kind::Escaped => serde_json::from_str(self.json).ok().map(Cow::Owned),
            _ => None,
        }
    }

    /// A string, or a whole number as its digits.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        if self.is_integer() { Some(Cow::Borrowed(self.json)) } else { self.string() }
    }

    /// An identifier: like [`Raw::text`], but never empty.
    pub(crate) fn id(self) -> Option<Cow<'a, str>> {
        self.text().filter(|id| !id.is_empty())
    }

    /// A string, or any number as it was written.
    pub(crate) fn token(self) -> Option<Cow<'a, str>> {
        if self.kind == Kind::Number { Some(Cow::Borrowed(self.json)) } else { self.string() }
    }

    /// Whether this is exactly `true`.
    pub(crate) fn flag(self) -> bool {
        self.kind == Kind::True
    }

    /// A whole number in range; fractions and exponents are refused.
    pub(crate) fn integer(self) -> Option<i64> {
        if self.is_integer() { self.json.parse().ok() } else { None }
    }

    /// A finite number.
    pub(crate) fn float(self) -> Option<f64> {
        if self.kind == Kind::Number { self.json.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
    }

    /// How much a value says: lists, objects and empty texts nothing, truth values a little, the rest most.
    fn worth(self) -> u8 {
        match self.kind {
            Kind::Nested | Kind::Null => 0,
            Kind::Plain if self.json.len() == 2 => 0,
            Kind::True | Kind::False => 1,
            Kind::Plain | Kind::Escaped | Kind::Number => 2,
        }
    }

    fn is_integer(self) -> bool {
        self.kind == Kind::Number && !self.json.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
    }
}

/// The text of a field that may be absent, which counts as empty.
pub(crate) fn text(value: Option<Raw<'_>>) -> Cow<'_, str> {
    value.and_then(Raw::text).unwrap_or_default()
}

/// Something a key of an object may hold.
pub(crate) trait Value<'a>: Sized {
    /// Reads the value after a key into its slot, which stays as it is when the value is null or says less than what is
    /// there already. Of two that say as much, the one under the preferred spelling is kept.
    fn read(slot: &mut Option<Self>, preferred: bool, scanner: &mut Scanner<'a>) -> Result<(), Broken>;
}

impl<'a> Value<'a> for Raw<'a> {
    fn read(slot: &mut Option<Self>, preferred: bool, scanner: &mut Scanner<'a>) -> Result<(), Broken> {
        let (kind, json) = scanner.value()?;
        let raw = Self { json, kind };
        if kind != Kind::Null && slot.is_none_or(|old| (raw.worth(), preferred) >= (old.worth(), true)) {
            *slot = Some(raw);
        }
        Ok(())
    }
}

/// An object with known keys, made by [`object!`].
pub(crate) trait Object<'a>: Default {
    /// Reads all members; unknown ones are skipped.
    fn fill(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Broken>;
}

impl<'a, T: Object<'a>> Value<'a> for T {
    fn read(slot: &mut Option<Self>, _: bool, scanner: &mut Scanner<'a>) -> Result<(), Broken> {
        if scanner.peek()? == b'{' { slot.insert(T::default()).fill(scanner) } else { scanner.value().map(|_| ()) }
    }
}

/// Reads the object at the start of a text; returns what follows it.
pub(crate) fn first_object<'a, T: Object<'a>>(text: &'a str, object: &mut T) -> Result<&'a str, Broken> {
    let mut scanner = Scanner::new(text);
    object.fill(&mut scanner)?;
    Ok(scanner.rest())
}

/// Declares an object whose fields are all optional.
///
/// The first key of a field wins over its other spellings, whatever their order on the wire, but a value that says
/// nothing never hides one that does. A key that is repeated is no error. Keys are byte strings, since those are matched by length first.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty = $key:literal $(or $alias:literal)*;)+ }) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(crate) struct $name<'a> {
            $(pub(crate) $field: Option<$type>,)+
        }

        impl<'a> $crate::json::read::Object<'a> for $name<'a> {
            fn fill(
                &mut self,
                scanner: &mut $crate::json::scan::Scanner<'a>,
            ) -> Result<(), $crate::json::scan::Broken> {
                use $crate::json::read::Value;

                let mut more = scanner.open()?;
                while more {
                    match scanner.key()? {
                        $(
                            $key => Value::read(&mut self.$field, true, scanner)?,
                            $($alias => Value::read(&mut self.$field, false, scanner)?,)*
                        )+
                        _ => { scanner.value()?; }
                    }
                    more = scanner.more()?;
                }
                Ok(())
            }
        }
    };
}

pub(crate) use object;
