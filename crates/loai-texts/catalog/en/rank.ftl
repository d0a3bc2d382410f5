# --- Ranks
rank-title = 🏆 Who talks most ({ $span })
rank-line = { $place } { $name } { $lines } lines ({ $share }%)
rank-end = { $people } people, { $lines } lines{ $counted ->
        [talk] {" "}· without laughter, links and commands
       *[all] {" "}· every line
    }
rank-empty = Nothing to count yet: { $span }.
rank-usage = Put one of 오늘 (today), 주간 (week), 월간 (month), 전체 (all time) after { $command }, and 모두 to count every line.
rank-away = Ranks cannot be read right now. Please try again in a moment.
rank-span-today = today
rank-span-week = last 7 days
rank-span-month = last 30 days
rank-span-ever = all time

# --- A member's card
card-title = 📊 { $name }
card-place = { $span }: number { $place } of { $people } · { $lines } lines
card-no-place = { $span }: nothing to count.
card-sums = { $said } lines so far, { $talked } of them talk
card-hours = Talks most often at: { $hours }
card-hour = { $hour }:00
card-streak = { $days } days in a row (longest { $longest })
card-longest = Longest run of days: { $longest }
card-unknown = The phone does not say who you are, so nothing can be shown.
