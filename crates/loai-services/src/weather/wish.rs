//! What somebody asks about the weather.

/// The place and the part of its weather that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// As it was written; empty for the whole country.
    pub(crate) place: String,
    pub(crate) view: View,
}

/// The part that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// Everything, now first.
    #[default]
    Now,
    /// A day ahead, by its distance from today.
    Day(i64),
    /// The hours ahead.
    Hours,
    /// The days ahead.
    Week,
    /// The dust and the UV index.
    Air,
}

/// Words that choose a part.
const VIEWS: [(&str, View); 22] = [
    ("오늘", View::Now),
    ("지금", View::Now),
    ("현재", View::Now),
    ("내일모레", View::Day(2)),
    ("모레", View::Day(2)),
    ("내일", View::Day(1)),
    ("글피", View::Day(3)),
    ("today", View::Now),
    ("now", View::Now),
    ("tomorrow", View::Day(1)),
    ("시간별", View::Hours),
    ("시간대별", View::Hours),
    ("주간", View::Week),
    ("이번주", View::Week),
    ("일주일", View::Week),
    ("week", View::Week),
    ("미세먼지", View::Air),
    ("초미세먼지", View::Air),
    ("미세", View::Air),
    ("먼지", View::Air),
    ("자외선", View::Air),
    ("공기", View::Air),
];
/// Words that say nothing more, or that the whole country is meant.
const NOISE: [&str; 20] = [
    "날씨",
    "예보",
    "날씨예보",
    "일기예보",
    "기온",
    "온도",
    "어때",
    "어때요",
    "어떄",
    "알려줘",
    "알려주세요",
    "좀",
    "의",
    "weather",
    "날씨는",
    "기상",
    "전국",
    "한국",
    "대한민국",
    "우리나라",
];

impl Wish {
    /// What a prompt asks for. Words may stand in any order; what is left of them is the place.
    pub(crate) fn of(prompt: &str) -> Self {
        let mut view = View::default();
        let words = prompt.split_whitespace().map(|word| word.trim_matches(['?', '!', '.', ',', '~', '？', '！']));
        let mut place = Vec::new();
        for word in words {
            let lower = word.to_lowercase();
            if let Some((_, wished)) = VIEWS.iter().find(|(known, _)| *known == lower) {
                view = *wished;
            } else if !NOISE.contains(&lower.as_str()) && !word.is_empty() {
                place.push(word);
            }
        }
        let mut place = place.join(" ");
        // Written without a blank: 서울날씨, 부산내일날씨.
        loop {
            let noise = NOISE.iter().filter(|noise| noise.chars().count() > 1);
            let ending =
                VIEWS.iter().map(|(word, wished)| (*word, Some(*wished))).chain(noise.map(|noise| (*noise, None)));
            let found = ending.filter(|(word, _)| place.ends_with(word)).max_by_key(|(word, _)| word.len());
            let Some((word, wished)) = found else { break };
            view = wished.unwrap_or(view);
            place.truncate(place.len() - word.len());
            place.truncate(place.trim_end().len());
        }
        Self { place, view }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_and_the_part_are_told_apart() {
        for (prompt, place, view) in [
            ("서울", "서울", View::Now),
            ("서울 강남구 날씨 어때?", "서울 강남구", View::Now),
            ("서울날씨", "서울", View::Now),
            ("서울내일날씨", "서울", View::Day(1)),
            ("내일 부산 날씨", "부산", View::Day(1)),
            ("부산 내일모레", "부산", View::Day(2)),
            ("제주 주간", "제주", View::Week),
            ("대구 미세먼지", "대구", View::Air),
            ("대구초미세먼지", "대구", View::Air),
            ("New York tomorrow", "New York", View::Day(1)),
            ("시간별 인천", "인천", View::Hours),
            ("", "", View::Now),
            ("내일", "", View::Day(1)),
            ("오늘 날씨", "", View::Now),
            ("전국 날씨", "", View::Now),
            ("한국", "", View::Now),
            ("의정부", "의정부", View::Now),
        ] {
            assert_eq!(Wish::of(prompt), Wish { place: place.to_owned(), view }, "{prompt}");
        }
    }
}
