use super::*;

fn names(asked: &str) -> Vec<String> {
    match find(asked) {
        Found::One(place) => vec![place.name],
        Found::Several(places) => places.into_iter().map(|place| place.name).collect(),
        Found::Nothing => Vec::new(),
    }
}

#[test]
fn a_place_is_found_however_it_is_written() {
    for (asked, name) in [
        ("서울", "서울"),
        ("서울시", "서울"),
        ("서울특별시", "서울"),
        ("강남", "서울 강남구"),
        ("강남구", "서울 강남구"),
        ("서울강남구", "서울 강남구"),
        ("서울 강남", "서울 강남구"),
        ("서울특별시 강남구", "서울 강남구"),
        ("서울시강남구역삼동", "서울 강남구 역삼동"),
        ("역삼1동", "서울 강남구 역삼동"),
        ("역삼", "서울 강남구 역삼동"),
        ("강남 신사동", "서울 강남구 신사동"),
        ("은평구 신사", "서울 은평구 신사동"),
        ("제주", "제주"),
        ("제주도", "제주"),
        ("제주시", "제주 제주시"),
        ("서귀포", "제주 서귀포시"),
        ("분당", "경기 성남시 분당구"),
        ("성남 분당구", "경기 성남시 분당구"),
        ("경기도 성남시 분당구 정자동", "경기 성남시 분당구 정자동"),
        ("분당 정자동", "경기 성남시 분당구 정자동"),
        ("수원역", "경기 수원시"),
        ("부산 중구", "부산 중구"),
        ("해운대", "부산 해운대구"),
        ("광주", "광주"),
        ("경기 광주", "경기 광주시"),
        ("광주 북구", "전남광주 북구"),
        ("전남 여수", "전남광주 여수시"),
        ("여수", "전남광주 여수시"),
        ("강원도 고성", "강원 고성군"),
        ("세종시", "세종"),
        ("세종 나성동", "세종 나성동"),
        ("전라북도 전주시", "전북 전주시"),
        ("울릉도", "경북 울릉군"),
        ("울릉", "경북 울릉군"),
        ("청라동", "인천 서해구 청라동"),
    ] {
        assert_eq!(names(asked), [name], "{asked}");
    }
}

#[test]
fn an_administrative_name_means_the_legal_one_that_it_is_a_part_of() {
    let mut wrong = Vec::new();
    for (asked, name) in [
        ("역삼1동", "서울 강남구 역삼동"),
        ("역삼제1동", "서울 강남구 역삼동"),
        ("역삼 2동", "서울 강남구 역삼동"),
        ("역삼1", "서울 강남구 역삼동"),
        ("강남구 역삼2동", "서울 강남구 역삼동"),
        ("신림동", "서울 관악구 신림동"),
        ("홍제1동", "서울 서대문구 홍제동, 강원 강릉시 홍제동"),
        ("서대문구 홍제제3동", "서울 서대문구 홍제동"),
        ("부산 거제2동", "부산 연제구 거제동"),
        ("면목본동", "서울 중랑구 면목동"),
        ("면목3·8동", "서울 중랑구 면목동"),
        ("면목3.8동", "서울 중랑구 면목동"),
        ("상계6,7동", "서울 노원구 상계동"),
        ("반포본동", "서울 서초구 반포동"),
        ("성수1가1동", "서울 성동구 성수동1가"),
        ("성수2가제3동", "서울 성동구 성수동2가"),
        ("성수1가", "서울 성동구 성수동1가"),
        ("금호2.3가동", "서울 성동구 금호동2가"),
        ("용산2가동", "서울 용산구 용산동2가"),
        ("종로1.2.3.4가동", "서울 종로구 종로1가, 대구 중구 종로1가"),
        ("종로구 종로1.2.3.4가동", "서울 종로구 종로1가"),
        ("종로5·6가동", "서울 종로구 종로5가"),
        ("원효로2동", "서울 용산구 원효로2가"),
        ("을지로동", "서울 중구 을지로1가"),
        ("명동", "충북 제천시 명동, 경남 양산시 명동, 경남 창원시 진해구 명동, 서울 중구 명동1가"),
        ("서울 명동", "서울 중구 명동1가"),
        ("성수동", "서울 성동구 성수동1가"),
        ("회현동", "경남 창원시 진해구 회현동, 서울 중구 회현동1가"),
        ("중구 신당제5동", "서울 중구 신당동"),
        ("해운대 우3동", "부산 해운대구 우동"),
        ("해운대구 중1동", "부산 해운대구 중동"),
        ("수원 매탄4동", "경기 수원시 영통구 매탄동"),
        ("화정1동 광주", ""),
        ("없는이름1동", ""),
        ("제1동", ""),
        ("1.2동", ""),
        ("1가", ""),
    ] {
        let meant = names(asked).join(", ");
        if meant != name {
            wrong.push(format!("{asked}: {meant}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_name_of_several_places_means_all_of_them() {
    let several = names("중구");
    for name in ["서울 중구", "부산 중구", "대구 중구", "대전 중구", "울산 중구", "인천 중구"] {
        assert!(several.iter().any(|known| known == name), "{name}: {several:?}");
    }
    let mut several = names("고성");
    several.sort();
    assert_eq!(several, ["강원 고성군", "경남 고성군"]);
    assert_eq!(names("신사동"), ["서울 은평구 신사동", "서울 강남구 신사동"]);
    assert_eq!(names("강서구").len(), 2);
}

#[test]
fn what_is_not_in_korea_is_not_found() {
    for asked in ["도쿄", "뉴욕", "구", "", "  ", "시", "동", "1동", "파리"] {
        assert!(names(asked).is_empty(), "{asked}: {:?}", names(asked));
    }
}

#[test]
fn every_line_of_the_data_is_a_place_in_korea_that_its_own_name_finds() {
    assert_eq!(AREAS.len(), PLACES.lines().count());
    for area in AREAS.iter() {
        assert!((32.0..39.0).contains(&area.lat) && (124.0..132.0).contains(&area.lon), "{}", area.name);
        assert!(area.fits(area.name).is_some(), "{}", area.name);
    }
    let counted = |kind| AREAS.iter().filter(|area| area.kind == kind).count();
    assert!(counted(Kind::District) >= 250 && counted(Kind::Town) > 5_000);
}
