//! What the sky does.

/// What the sky does, the worse the further down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    /// A code that nobody has told us of.
    Unknown(i64),
    Clear,
    MostlyClear,
    PartlyCloudy,
    Cloudy,
    Overcast,
    Fog,
    RimeFog,
    Drizzle,
    FreezingDrizzle,
    Rain,
    Showers,
    FreezingRain,
    SnowGrains,
    Snow,
    SnowShowers,
    RainAndSnow,
    Thunder,
    ThunderWithHail,
}

use Condition::{
    Clear, Cloudy, Drizzle, Fog, FreezingDrizzle, FreezingRain, MostlyClear, Overcast, PartlyCloudy, Rain, RainAndSnow,
    RimeFog, Showers, Snow, SnowGrains, SnowShowers, Thunder, ThunderWithHail, Unknown,
};

impl Condition {
    /// The condition of a WMO code 4677 as Open-Meteo uses it.
    pub(crate) fn of_wmo(code: i64) -> Self {
        match code {
            0 => Clear,
            1 => MostlyClear,
            2 => PartlyCloudy,
            3 => Overcast,
            45 => Fog,
            48 => RimeFog,
            51 | 53 | 55 => Drizzle,
            56 | 57 => FreezingDrizzle,
            61 | 63 | 65 => Rain,
            66 | 67 => FreezingRain,
            71 | 73 | 75 => Snow,
            77 => SnowGrains,
            80..=82 => Showers,
            85 | 86 => SnowShowers,
            95 => Thunder,
            96 | 99 => ThunderWithHail,
            code => Unknown(code),
        }
    }

    /// The condition of the weather office's codes for the sky (SKY) and what falls from it (PTY), which comes first.
    pub(crate) fn of_kma(sky: Option<i64>, falling: Option<i64>) -> Option<Self> {
        match (falling.unwrap_or(0), sky) {
            (1, _) => Some(Rain),
            (2 | 6, _) => Some(RainAndSnow),
            (3 | 7, _) => Some(Snow),
            (4, _) => Some(Showers),
            (5, _) => Some(Drizzle),
            (_, Some(1)) => Some(Clear),
            (_, Some(3)) => Some(Cloudy),
            (_, Some(4)) => Some(Overcast),
            _ => None,
        }
    }

    /// The condition of the weather office's words, such as `구름많고 비/눈`.
    pub(crate) fn of_words(words: &str) -> Option<Self> {
        let words: String = words.split_whitespace().collect();
        Some(match words.as_str() {
            words if words.contains("비/눈") || words.contains("눈/비") => RainAndSnow,
            words if words.contains("소나기") => Showers,
            words if words.ends_with('비') => Rain,
            words if words.ends_with('눈') => Snow,
            words if words.starts_with("맑") => Clear,
            words if words.starts_with("구름") => Cloudy,
            words if words.starts_with("흐") => Overcast,
            _ => return None,
        })
    }

    /// The condition of several hours: of what falls, the worst, where rain and snow are both; else what most hours are.
    pub(crate) fn of_hours(hours: &[Self]) -> Option<Self> {
        let worst = hours.iter().copied().max()?;
        if worst < Thunder && hours.iter().any(|hour| hour.is_rain()) && hours.iter().any(|hour| hour.is_snow()) {
            return Some(RainAndSnow);
        }
        if worst.falls() {
            return Some(worst);
        }
        let count = |wanted: &Self| hours.iter().filter(|hour| *hour == wanted).count();
        hours.iter().copied().max_by_key(|hour| (count(hour), *hour))
    }

    fn is_rain(self) -> bool {
        matches!(self, Drizzle | FreezingDrizzle | Rain | Showers | FreezingRain)
    }

    fn is_snow(self) -> bool {
        matches!(self, SnowGrains | Snow | SnowShowers)
    }

    /// Whether something falls from the sky.
    pub(crate) fn falls(self) -> bool {
        self >= Drizzle
    }

    /// The picture for it; `night` has a moon for the sun.
    pub(crate) fn emoji(self, night: bool) -> &'static str {
        match self {
            Clear | MostlyClear if night => "🌙",
            Clear => "☀️",
            MostlyClear => "🌤️",
            PartlyCloudy => "⛅",
            Cloudy => "🌥️",
            Overcast => "☁️",
            Fog | RimeFog => "🌫️",
            Drizzle | FreezingDrizzle | Showers => "🌦️",
            Rain | FreezingRain => "🌧️",
            RainAndSnow => "🌧️❄️",
            SnowGrains | Snow => "❄️",
            SnowShowers => "🌨️",
            Thunder | ThunderWithHail => "⛈️",
            Unknown(_) => "🌈",
        }
    }

    /// The key of its word in the catalog.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Clear => "sky-clear",
            MostlyClear => "sky-mostly-clear",
            PartlyCloudy => "sky-partly-cloudy",
            Cloudy => "sky-cloudy",
            Overcast => "sky-overcast",
            Fog => "sky-fog",
            RimeFog => "sky-rime-fog",
            Drizzle => "sky-drizzle",
            FreezingDrizzle => "sky-freezing-drizzle",
            Rain => "sky-rain",
            Showers => "sky-showers",
            FreezingRain => "sky-freezing-rain",
            SnowGrains => "sky-snow-grains",
            Snow => "sky-snow",
            SnowShowers => "sky-snow-showers",
            RainAndSnow => "sky-rain-and-snow",
            Thunder => "sky-thunder",
            ThunderWithHail => "sky-thunder-with-hail",
            Unknown(_) => "sky-unknown",
        }
    }

    /// The code that has no word.
    pub(crate) fn code(self) -> i64 {
        match self {
            Unknown(code) => code,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use loai_texts::{Language, Texts};

    use super::*;

    #[test]
    fn every_code_has_a_word_and_a_picture() {
        let texts = Texts::new(Language::Korean);
        for (code, word, emoji) in [
            (0, "맑음", "☀️"),
            (1, "대체로 맑음", "🌤️"),
            (2, "구름 조금", "⛅"),
            (3, "흐림", "☁️"),
            (45, "안개", "🌫️"),
            (48, "서리 안개", "🌫️"),
            (53, "이슬비", "🌦️"),
            (57, "어는 이슬비", "🌦️"),
            (65, "비", "🌧️"),
            (66, "어는 비", "🌧️"),
            (75, "눈", "❄️"),
            (77, "싸락눈", "❄️"),
            (81, "소나기", "🌦️"),
            (86, "소낙눈", "🌨️"),
            (95, "뇌우", "⛈️"),
            (99, "우박을 동반한 뇌우", "⛈️"),
            (42, "알 수 없음(42)", "🌈"),
        ] {
            let sky = Condition::of_wmo(code);
            assert_eq!(texts.get(sky.key(), &[("code", sky.code().into())]), word);
            assert_eq!(sky.emoji(false), emoji, "{code}");
        }
        assert_eq!((Clear.emoji(true), Rain.emoji(true)), ("🌙", "🌧️"));
    }

    #[test]
    fn rain_and_snow_together_win_over_either() {
        assert_eq!(Condition::of_hours(&[Rain, Snow, Overcast]), Some(RainAndSnow));
        assert_eq!(Condition::of_hours(&[Clear, Rain, Drizzle, Clear, Clear]), Some(Rain));
        assert_eq!(Condition::of_hours(&[Rain, Snow, Thunder]), Some(Thunder));
        assert_eq!(Condition::of_hours(&[Clear, Clear, Overcast]), Some(Clear));
        assert_eq!(Condition::of_hours(&[Clear, Overcast]), Some(Overcast));
        assert_eq!(Condition::of_hours(&[]), None);
        assert_eq!(Condition::of_kma(Some(4), Some(2)), Some(RainAndSnow));
        assert_eq!(Condition::of_kma(Some(4), Some(6)), Some(RainAndSnow));
    }

    #[test]
    fn the_words_of_the_weather_office_are_known() {
        for (words, expected) in [
            ("맑음", Some(Clear)),
            ("구름많음", Some(Cloudy)),
            ("구름 많음", Some(Cloudy)),
            ("구름많고 비", Some(Rain)),
            ("구름많고 눈", Some(Snow)),
            ("구름많고 비/눈", Some(RainAndSnow)),
            ("구름많고 소나기", Some(Showers)),
            ("흐림", Some(Overcast)),
            ("흐리고 비", Some(Rain)),
            ("흐리고 눈", Some(Snow)),
            ("흐리고 비/눈", Some(RainAndSnow)),
            ("흐리고 소나기", Some(Showers)),
            ("", None),
            ("새 말", None),
        ] {
            assert_eq!(Condition::of_words(words), expected, "{words}");
        }
    }

    #[test]
    fn what_falls_comes_before_the_sky_in_the_codes_of_the_weather_office() {
        for (sky, falling, expected) in [
            (Some(1), Some(0), Some(Clear)),
            (Some(3), None, Some(Cloudy)),
            (Some(4), Some(0), Some(Overcast)),
            (Some(1), Some(1), Some(Rain)),
            (None, Some(3), Some(Snow)),
            (None, Some(7), Some(Snow)),
            (Some(4), Some(4), Some(Showers)),
            (None, Some(5), Some(Drizzle)),
            (None, Some(0), None),
            (Some(9), None, None),
        ] {
            assert_eq!(Condition::of_kma(sky, falling), expected, "{sky:?} {falling:?}");
        }
    }
}
