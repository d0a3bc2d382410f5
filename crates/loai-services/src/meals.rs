//! What to eat: dishes by chance, of a kind or for a meal where one is named, none of a room's last ones again.
//!
//! The dishes are those of `data/meals` and of `[meals]` in the settings.

mod request;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use arc_swap::ArcSwap;
use loai_config::{MealsSettings, Settings};
use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Texts, plain};
use rand::seq::index;

use crate::{
    Ports,
    groups::{Groups, without_blanks},
};
use request::{Meal, Request};

/// So many rooms are remembered; with one more all are forgotten.
const ROOMS: usize = 10_000;
/// A kind that is cooked at home, and suggested for lunch only when it is asked for.
const HOME: &str = "집밥";

static DISHES: LazyLock<Groups> = LazyLock::new(|| Groups::read(include_str!("../data/meals/dishes.txt")));

/// The service `recomment_lunch_menu`.
pub(crate) struct Meals {
    texts: Arc<Texts>,
    settings: Arc<ArcSwap<Settings>>,
    /// The last suggestions of each room by its number, oldest first.
    recent: Mutex<HashMap<u32, VecDeque<String>>>,
    /// Chooses so many of so many, by their positions.
    choose: fn(usize, usize) -> Vec<usize>,
}

/// A dish that can be suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dish<'a> {
    kind: &'a str,
    name: &'a str,
    is_breakfast: bool,
}

impl Meals {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            texts: Arc::clone(&ports.texts),
            settings: Arc::clone(&ports.settings),
            recent: Mutex::default(),
            choose: |of, amount| index::sample(&mut rand::rng(), of, amount).into_vec(),
        }
    }

    fn suggest(&self, call: &Call<'_>) -> String {
        let settings = self.settings.load();
        let meals = &settings.server.meals;
        let dishes = dishes(meals);
        let kinds = kinds(&dishes);
        let listed = || ("kinds", kinds.join(", ").into());
        let request = match Request::read(call.prompt, call.incoming.text, &kinds) {
            Ok(request) => request,
            Err(word) => return self.texts.get("meals-unknown", &[("word", plain(&word, 30).into()), listed()]),
        };
        let fitting: Vec<_> = dishes.into_iter().filter(|dish| dish.fits(&request)).collect();
        let chosen = self.fresh(call.room.number, fitting, request.count, meals.remember);
        if chosen.is_empty() {
            return self.texts.get("meals-none", &[listed()]);
        }
        let title = self.texts.get("meals-title", &[("meal", request.meal.map_or("any", Meal::key).into())]);
        let line =
            |dish: &Dish<'_>| self.texts.get("meals-dish", &[("dish", dish.name.into()), ("kind", dish.kind.into())]);
        std::iter::once(title).chain(chosen.iter().map(line)).collect::<Vec<_>>().join("\n")
    }

    /// So many of these dishes, none of the room's last ones as long as there are others.
    fn fresh<'a>(&self, room: u32, mut dishes: Vec<Dish<'a>>, count: usize, remember: usize) -> Vec<Dish<'a>> {
        let mut rooms = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() >= ROOMS && !rooms.contains_key(&room) {
            rooms.clear();
        }
        let recent = rooms.entry(room).or_default();
        // Of a small choice only so many are avoided that enough are left.
        let avoidable = dishes.len().saturating_sub(count);
        let last: HashSet<&str> = {
            let offered: HashSet<&str> = dishes.iter().map(|dish| dish.name).collect();
            recent.iter().rev().map(String::as_str).filter(|name| offered.contains(name)).take(avoidable).collect()
        };
        dishes.retain(|dish| !last.contains(dish.name));
        let chosen = (self.choose)(dishes.len(), count.min(dishes.len()));
        let chosen: Vec<_> = chosen.into_iter().filter_map(|at| dishes.get(at).copied()).collect();
        recent.extend(chosen.iter().map(|dish| dish.name.to_owned()));
        let over = recent.len().saturating_sub(remember);
        recent.drain(..over);
        chosen
    }
}

impl CommandService for Meals {
    fn name(&self) -> &'static str {
        "recomment_lunch_menu"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.suggest(call))
    }
}

impl Dish<'_> {
    fn fits(&self, request: &Request) -> bool {
        match (&request.kind, request.meal) {
            (Some(kind), _) => self.kind == kind,
            // A dish that the operator gave to a meal is for that one.
            (None, Some(meal)) if Meal::of(self.kind).is_some() => Meal::of(self.kind) == Some(meal),
            (None, Some(Meal::Breakfast)) => self.is_breakfast,
            (None, Some(Meal::Lunch)) => self.kind != HOME,
            (None, Some(Meal::Dinner)) => true,
            (None, None) => self.kind != HOME && Meal::of(self.kind).is_none(),
        }
    }
}

/// Every dish under these settings, each name once in its kind.
fn dishes(meals: &MealsSettings) -> Vec<Dish<'_>> {
    let left_out: HashSet<_> = meals.leave_out.iter().map(|name| without_blanks(name)).collect();
    let built_in = if meals.built_in { DISHES.all() } else { &[] };
    let built_in = built_in.iter().map(|entry| Dish {
        kind: entry.group,
        name: entry.text,
        is_breakfast: !entry.notes[0].is_empty(),
    });
    let own = meals.dishes.iter().flat_map(|(kind, names)| {
        names.iter().map(move |name| Dish { kind: kind.trim(), name: name.trim(), is_breakfast: false })
    });
    let mut seen = HashSet::new();
    let dishes = built_in.chain(own).filter(|dish| !dish.name.is_empty());
    dishes
        .filter(|dish| !left_out.contains(&without_blanks(dish.name)) && seen.insert((dish.kind, dish.name)))
        .collect()
}

/// The kinds of these dishes, in the order in which each first appears.
fn kinds<'a>(dishes: &[Dish<'a>]) -> Vec<&'a str> {
    let mut kinds: Vec<&str> = Vec::new();
    for dish in dishes {
        if !kinds.contains(&dish.kind) {
            kinds.push(dish.kind);
        }
    }
    kinds
}

#[cfg(test)]
mod tests;
