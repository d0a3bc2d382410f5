//! `[meals]`: dishes that are suggested.

use std::collections::BTreeMap;

use crate::fields::Fields;

/// Dishes that are suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MealsSettings {
    /// `built_in`: whether the dishes that the server brings along are suggested; `true`.
    pub built_in: bool,
    /// `remember`: so many of the last suggestions are not repeated in a room; 30.
    pub remember: usize,
    /// `leave_out`: dishes that are never suggested; none.
    pub leave_out: Vec<String>,
    /// `dishes`: further dishes by kind, where a kind may also be a meal (아침, 점심, 저녁); none.
    pub dishes: BTreeMap<String, Vec<String>>,
}

impl Default for MealsSettings {
    fn default() -> Self {
        Self { built_in: true, remember: 30, leave_out: Vec::new(), dishes: BTreeMap::new() }
    }
}

impl MealsSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            built_in: fields.boolean("built_in").unwrap_or(default.built_in),
            remember: fields.number("remember", 0..=500, default.remember),
            leave_out: fields.texts("leave_out").unwrap_or_default(),
            dishes: fields.named_texts("dishes").unwrap_or_default().into_iter().collect(),
        };
        fields.finish(&[]);
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::testing::read;

    #[test]
    fn dishes_come_by_kind() {
        let (settings, problems) = read(
            "[meals]\nremember = 5\nleave_out = [\"홍어\"]\n[meals.dishes]\n\"한식\" = [\"우리집 비빔밥\"]\n\"야식\" = [\"치킨\"]\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let meals = settings.meals;
        assert_eq!(
            (meals.remember, meals.leave_out, meals.dishes["야식"].as_slice()),
            (5, vec!["홍어".to_owned()], ["치킨".to_owned()].as_slice())
        );
        assert_eq!(read("").0.meals, MealsSettings::default());
        let (_, problems) = read("[meals]\n[meals.dishes]\n\"한식\" = \"비빔밥\"\n");
        assert!(problems[0].contains("meals.dishes.한식"), "{problems:?}");
    }
}
