//! Korean places by name: provinces, cities, districts and towns, however people write them.

mod names;

use std::sync::LazyLock;

use names::{Spellings, province};

/// What is embedded; `data/places/README.md` says where it is from.
const PLACES: &str = include_str!("../../data/places/places.tsv");

static AREAS: LazyLock<Vec<Area>> = LazyLock::new(|| read(PLACES));

/// A point with a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// What people are shown, such as `서울 강남구 신사동`.
    pub(crate) name: String,
    /// Degrees north.
    pub(crate) lat: f64,
    /// Degrees east.
    pub(crate) lon: f64,
    /// Whether Korean services know it.
    pub(crate) in_korea: bool,
}

/// What a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// One place.
    One(Place),
    /// Several, of which none is meant more than another.
    Several(Vec<Place>),
    /// Nothing in Korea that is known here.
    Nothing,
}

/// One line of the data.
struct Area {
    name: &'static str,
    kind: Kind,
    lat: f64,
    lon: f64,
    /// What it lies in, by position, the largest first.
    within: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Province,
    District,
    Town,
}

/// How well a spelling fits; the least is the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Province,
    District,
    Town,
    /// A town without its 읍, 면 or 동.
    Stem,
}

fn read(text: &'static str) -> Vec<Area> {
    let (mut areas, mut within) = (Vec::new(), [None::<usize>; 3]);
    for line in text.lines() {
        let mut columns = line.split('\t');
        let (Some(letter), Some(name)) = (columns.next(), columns.next()) else { continue };
        let mut degrees = columns.filter_map(|column| column.parse::<f64>().ok());
        let (Some(lat), Some(lon)) = (degrees.next(), degrees.next()) else { continue };
        let (kind, level) = match letter {
            "S" | "P" => (Kind::Province, 0),
            "G" | "O" => (Kind::District, 1),
            "D" => (Kind::District, 2),
            _ => (Kind::Town, 3),
        };
        let above = within[..level].iter().flatten().copied().collect();
        if let Some(slot) = within.get_mut(level) {
            *slot = Some(areas.len());
            within[level + 1..].fill(None);
        }
        areas.push(Area { name, kind, lat, lon, within: above });
    }
    areas
}

/// The places that a name may mean, with and without blanks, endings and what they lie in.
pub(crate) fn find(asked: &str) -> Found {
    let asked: String = asked.split_whitespace().collect();
    if asked.is_empty() {
        return Found::Nothing;
    }
    let known = |reading: &String| match exactly(reading) {
        places if places.is_empty() => None,
        places => Some(places),
    };
    let mut places = names::readings(&asked).iter().find_map(known).unwrap_or_default();
    // 명동 is a town, and what people call the 명동1가 of another city.
    for place in names::first_street(&asked).as_ref().and_then(known).unwrap_or_default() {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    match places.len() {
        0 => Found::Nothing,
        1 => Found::One(places.remove(0)),
        _ => Found::Several(places),
    }
}

/// Whether this is what a province is shown as, such as `서울`.
pub(crate) fn is_province(label: &str) -> bool {
    AREAS.iter().any(|area| area.kind == Kind::Province && area.label() == label)
}

/// All spellings of the province that is shown as this.
pub(crate) fn spellings_of(label: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    let areas = AREAS.iter().filter(move |area| area.kind == Kind::Province && area.label() == label);
    areas.flat_map(|area| area.spellings().all().collect::<Vec<_>>())
}

fn exactly(asked: &str) -> Vec<Place> {
    let mut best: Option<(Fit, Vec<&Area>)> = None;
    for area in AREAS.iter() {
        let Some(fit) = area.fits(asked) else { continue };
        match &mut best {
            Some((known, areas)) if *known == fit => areas.push(area),
            Some((known, _)) if *known < fit => {}
            _ => best = Some((fit, vec![area])),
        }
    }
    let mut places: Vec<(&str, Place)> = Vec::new();
    for area in best.map(|(_, areas)| areas).unwrap_or_default() {
        // The same place under an earlier province stands behind the one of today.
        let known = places.iter().any(|(name, place)| *name == area.name && near(place, area));
        if !known {
            places.push((area.name, area.place()));
        }
    }
    places.into_iter().map(|(_, place)| place).collect()
}

/// Whether both are the same for the weather: within some 5 km.
fn near(place: &Place, area: &Area) -> bool {
    (place.lat - area.lat).abs() < 0.05 && (place.lon - area.lon).abs() < 0.05
}

impl Area {
    fn spellings(&self) -> Spellings {
        match self.kind {
            Kind::Province => province(self.name),
            Kind::District => names::district(self.name),
            Kind::Town => names::town(self.name),
        }
    }

    /// How the whole text reads as this place, with or without what it lies in before it.
    fn fits(&self, asked: &str) -> Option<Fit> {
        let (full, stem) = match self.kind {
            Kind::Province => (Fit::Province, Fit::Province),
            Kind::District => (Fit::District, Fit::District),
            Kind::Town => (Fit::Town, Fit::Stem),
        };
        let spellings = self.spellings();
        let reads = |spelling: &str| asked.strip_suffix(spelling).is_some_and(|before| leads(before, &self.within));
        if spellings.full().any(reads) {
            return Some(full);
        }
        spellings.short().any(reads).then_some(stem)
    }

    fn place(&self) -> Place {
        let above = self.within.iter().map(|at| &AREAS[*at]);
        let mut words: Vec<&str> = above.chain([self]).map(Area::label).collect();
        words.dedup();
        Place { name: words.join(" "), lat: self.lat, lon: self.lon, in_korea: true }
    }

    fn label(&self) -> &'static str {
        match self.kind {
            Kind::Province => names::label(self.name),
            _ => self.name,
        }
    }
}

/// Whether a text is made of names of these areas, each at most once and the largest first.
fn leads(text: &str, within: &[usize]) -> bool {
    text.is_empty()
        || within.iter().enumerate().any(|(at, area)| {
            let spellings = AREAS[*area].spellings();
            let rest = spellings.all().filter_map(|spelling| text.strip_prefix(spelling));
            rest.into_iter().any(|rest| leads(rest, &within[at + 1..]))
        })
}

#[cfg(test)]
mod tests;
