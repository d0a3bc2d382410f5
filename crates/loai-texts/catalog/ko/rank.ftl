# --- Ranks
rank-title = 🏆 대화 순위 ({ $span })
rank-line = { $place } { $name } { $lines }마디 ({ $share }%)
rank-end = 모두 { $people }명, { $lines }마디{ $counted ->
        [talk] {" "}· 웃음, 링크, 명령어는 빼고 셌어요
       *[all] {" "}· 모든 말을 셌어요
    }
rank-empty = 아직 순위를 매길 말이 없어요. ({ $span })
rank-usage = { $command } 뒤에 오늘, 주간, 월간, 전체 가운데 하나를 적어 주세요. 모든 말을 세려면 ‘모두’를 붙여 주세요.
rank-away = 지금은 순위를 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.
rank-span-today = 오늘
rank-span-week = 최근 7일
rank-span-month = 최근 30일
rank-span-ever = 지금까지

# --- A member's card
card-title = 📊 { $name }님의 대화
card-place = { $span } { $place }위 ({ $people }명 가운데) · { $lines }마디
card-no-place = 아직 순위를 매길 말이 없어요. ({ $span })
card-sums = 지금까지 { $said }마디, 그 가운데 대화 { $talked }마디
card-hours = 자주 말하는 때: { $hours }
card-hour = { $hour }시
card-streak = { $days }일째 이어서 말하는 중 (가장 길게 { $longest }일)
card-longest = 가장 길게 이어서 말한 날: { $longest }일
card-unknown = 누구인지 알 수 없는 폰이라서 보여 드릴 수 없어요.
