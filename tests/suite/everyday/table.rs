//! Every everyday command: how it is asked, and how its good answer is known.

/// One everyday command.
pub struct Row {
    /// The service, as definitions name it.
    pub service: &'static str,
    /// What is written behind the command.
    pub argument: &'static str,
    /// What occurs in a good answer, in this order.
    pub good: &'static [&'static str],
}

impl Row {
    /// Whether this is its good answer.
    pub fn knows(&self, answer: &str) -> bool {
        let mut rest = answer;
        self.good.iter().all(|part| {
            let found = rest.split_once(part);
            rest = found.map_or(rest, |(_, after)| after);
            found.is_some()
        })
    }
}

const fn row(service: &'static str, argument: &'static str, good: &'static [&'static str]) -> Row {
    Row { service, argument, good }
}

/// Services that steer the server; they have tests of their own.
pub const STEERING: [&str; 7] = ["phones", "rooms", "approve_all", "why", "reload", "deliveries", "emergency_stop"];

/// Every other service.
pub const TABLE: &[Row] = &[
    row("bible", "요 3:16", &["📖", "For God so loved the world", "John 3:16"]),
    row("bible_search_all", "begotten son", &["‘begotten son’", "절 (구약 ", "John 3:16"]),
    row("bible_search_old", "love mercy", &["‘love mercy’", "신약 0)", "Micah 6:8"]),
    row("bible_search_new", "begotten son", &["‘begotten son’", "(구약 0, ", "John 3:16"]),
    row("bible_random", "#KJV", &["📖 King James Version", "\n\n", "(", ":", ")"]),
    row("today_bible", "", &["📅", "일의 말씀", "📚 오늘의 통독"]),
    row("help", "", &["[도움말]", "■ 일반", "# 로또"]),
    row("echo", "안녕하세요", &["안녕하세요"]),
    row("version_history", "", &["📋 LOA.i 버전 기록 (지금 ", "■ "]),
    row("todo_list", "우유 사기", &["우유 사기"]),
    row("recomment_lunch_menu", "한식", &["🍽️", "추천", "(한식)"]),
    row("lotto", "", &["🎯 로또 번호 추천", "보너스 "]),
    row("weather", "", &["전국", "서울", "제주", "Open-Meteo.com"]),
    row("naver_weather", "강남", &["🌈 서울 강남구 날씨", "미세먼지", "기상청"]),
    row("air_quality", "강남", &["서울 강남구", "미세먼지", "자외선"]),
    row("weather_warnings", "", &["강풍주의보", "울릉도", "건조주의보", "기상청"]),
    row("today_proverb", "", &["👍 오늘의 투자격언", "📖 "]),
    row("proverb", "호랑이", &["📜", "호랑이"]),
    row("quote", "", &["✨ 명언", "– "]),
    row("exchange_rate", "100달러", &["💱 100 USD = 139,320원", "출처: Frankfurter"]),
    row("chat_rank", "", &["🏆 대화 순위 (최근 30일)", "🥇", "지우"]),
    row("chat_rank_all", "", &["🏆 대화 순위 (최근 30일)", "모든 말을 셌어요"]),
    row("chat_rank_week", "", &["🏆 대화 순위 (최근 7일)", "지우"]),
    row("chat_rank_week_all", "", &["🏆 대화 순위 (최근 7일)", "모든 말을 셌어요"]),
    row("talk_card", "", &["📊 하늘님의 대화"]),
    row("points", "", &["💰 하늘님의 포인트는 0점이에요."]),
    row("room_points", "", &["💰 이 방의 포인트는 0점이에요."]),
    row("attendance", "", &["📅 하늘님, 출석했어요! +10점", "지금 포인트 10점"]),
    row("dday", "100일 뒤", &["📅 오늘부터 100일 뒤: "]),
    row("calculator", "(1 + 2) * 3", &["🧮 ", " = 9"]),
    row("dice", "2d6", &["🎲 ", "합계 "]),
    row("choose", "짬뽕, 짬뽕밥", &["🤔 짬뽕"]),
    row("link", "", &["하늘님의 번호: ", "10분 안에"]),
    row("version", "", &["LOA.i "]),
    row("my_data", "", &["🔐 이 방에서 보관하는 내 자료", "하늘", "순위·요약·분석: 들어가 있어요"]),
    row("member_names", "", &["이름"]),
    row("merge", "내역", &["합쳐진 회원이 없어요"]),
];
