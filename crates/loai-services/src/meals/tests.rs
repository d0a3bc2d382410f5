use std::collections::BTreeSet;

use loai_config::ServerSettings;

use super::*;
use crate::fixture::{Fixture, ask};

fn service(fixture: &Fixture) -> Meals {
    Meals { choose: |of, amount| (0..of.min(amount)).collect(), ..Meals::new(&fixture.ports) }
}

fn set(fixture: &Fixture, meals: MealsSettings) {
    let server = ServerSettings { meals, ..ServerSettings::default() };
    fixture.ports.settings.store(Arc::new(Settings::without_bots(server)));
}

fn only(kind: &str, names: &[&str]) -> MealsSettings {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    MealsSettings { built_in: false, dishes: [(kind.to_owned(), names)].into(), ..MealsSettings::default() }
}

#[test]
fn there_are_several_hundred_dishes_without_brands() {
    let dishes = DISHES.all();
    let names: BTreeSet<_> = dishes.iter().map(|dish| dish.text).collect();
    assert!(names.len() > 600 && names.len() == dishes.len(), "{} of {}", names.len(), dishes.len());
    assert!(dishes.iter().filter(|dish| dish.notes[0] == "아침").count() > 50);
    for dish in dishes {
        assert!(["", "아침"].contains(&dish.notes[0]) && !dish.group.is_empty(), "{dish:?}");
        for brand in ["비비고", "스팸", "불닭", "누텔라", "신라면", "맥도날드", "본죽"] {
            assert!(!dish.text.contains(brand), "{dish:?}");
        }
    }
}

#[test]
fn a_dish_is_suggested_for_a_meal_or_of_a_kind() {
    let fixture = Fixture::new();
    let service = service(&fixture);
    insta::assert_snapshot!(ask(&service, "점심"), @"
    🍽️ 점심 메뉴 추천
    김치찌개 (한식)
    ");
    insta::assert_snapshot!(ask(&service, "중식 3개"), @"
    🍽️ 식사 메뉴 추천
    짜장면 (중식)
    짬뽕 (중식)
    볶음밥 (중식)
    ");
    assert!(ask(&service, "집밥").contains("(집밥)"));
}

#[test]
fn the_dishes_of_a_meal_fit_it() {
    let settings = MealsSettings::default();
    let dishes = dishes(&settings);
    let fitting = |meal| {
        let request = Request { meal, kind: None, count: 1 };
        dishes.iter().filter(|dish| dish.fits(&request)).count()
    };
    let home = dishes.iter().filter(|dish| dish.kind == HOME).count();
    assert!(home > 50);
    assert_eq!(fitting(Some(Meal::Dinner)), dishes.len());
    assert_eq!([fitting(Some(Meal::Lunch)), fitting(None)], [dishes.len() - home; 2]);
    assert!((50..150).contains(&fitting(Some(Meal::Breakfast))));
}

#[test]
fn the_last_suggestions_do_not_come_again_in_the_same_room() {
    let fixture = Fixture::new();
    set(&fixture, MealsSettings { remember: 2, ..only("한식", &["가", "나", "다"]) });
    let service = service(&fixture);
    let said: Vec<_> = (0..6).map(|_| ask(&service, "").lines().last().unwrap_or_default().to_owned()).collect();
    assert_eq!(said, ["가 (한식)", "나 (한식)", "다 (한식)", "가 (한식)", "나 (한식)", "다 (한식)"]);
}

#[test]
fn a_small_choice_never_runs_dry() {
    let fixture = Fixture::new();
    set(&fixture, only("한식", &["가", "나"]));
    let service = service(&fixture);
    for _ in 0..5 {
        assert_eq!(ask(&service, "2").lines().count(), 3);
    }
    let said: Vec<_> = (0..4).map(|_| ask(&service, "").lines().last().unwrap_or_default().to_owned()).collect();
    assert!(said.windows(2).all(|two| two[0] != two[1]), "{said:?}");
}

#[test]
fn dishes_of_the_operator_count_at_once() {
    let fixture = Fixture::new();
    let service = service(&fixture);
    set(&fixture, only("야식", &[" 라면땅 ", "라면땅", ""]));
    assert_eq!(ask(&service, "야식 5"), "🍽️ 식사 메뉴 추천\n라면땅 (야식)");
    set(&fixture, only("저녁", &["외식"]));
    assert!(ask(&service, "저녁").ends_with("외식 (저녁)"));
    assert!(ask(&service, "점심").starts_with("고를 수 있는 메뉴가 없어요."));
    set(&fixture, MealsSettings { leave_out: vec!["김치 찌개".into()], ..MealsSettings::default() });
    assert!(!ask(&service, "한식 10").contains("\n김치찌개 ("));
}

#[test]
fn an_unknown_kind_is_answered_with_those_there_are() {
    let fixture = Fixture::new();
    insta::assert_snapshot!(ask(&service(&fixture), "우주식"), @"‘우주식’ 종류는 몰라요. 이 가운데에서 골라 주세요: 한식, 집밥, 일식, 중식, 양식, 아시아, 분식");
    set(&fixture, MealsSettings { built_in: false, ..MealsSettings::default() });
    assert!(ask(&service(&fixture), "").starts_with("고를 수 있는 메뉴가 없어요."));
}

#[test]
fn many_rooms_cost_bounded_memory() {
    let fixture = Fixture::new();
    let service = service(&fixture);
    for room in 0..ROOMS as u32 + 5 {
        service.fresh(room, vec![Dish { kind: "한식", name: "가", is_breakfast: false }], 1, 3);
    }
    assert_eq!(service.recent.lock().unwrap().len(), 5);
}
