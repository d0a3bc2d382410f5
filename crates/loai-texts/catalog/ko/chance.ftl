### Dice, choices, sums and days in rooms.

dice-one = 🎲 { $result }
dice-many = 🎲 { $list } → 합계 { $result }
dice-usage =
    이렇게 써 주세요.
    { $command }
    { $command } 3개
    { $command } 2d20+1
    { $command } 1~100
choose-answer = 🤔 { $choice }
choose-usage = 고를 것을 두 개 이상 적어 주세요. 예: { $command } 짜장면, 짬뽕
calculator-answer = 🧮 { $sum } = { $result }
calculator-zero = 0으로는 나눌 수 없어요.
calculator-too-large = 답이 너무 커서 계산하지 못했어요.
calculator-usage =
    식을 읽지 못했어요. 이렇게 써 주세요.
    { $command } (1 + 2) * 3
    { $command } 3만 / 12
    { $command } 15000의 10%
dday-ahead = 📅 { $name ->
        [none] {""}
       *[other] { $name }{" "}
    }{ $date }까지 { $days }일 남았어요. (D-{ $days })
dday-today = 📅 { $name ->
        [none] {""}
       *[other] { $name }{" "}
    }{ $date }, 바로 오늘이에요! (D-Day)
dday-past = 📅 { $name ->
        [none] {""}
       *[other] { $name }{" "}
    }{ $date }에서 { $days }일 지났어요. (D+{ $days })
dday-later = 📅 오늘부터 { $days }일 뒤: { $date }
dday-earlier = 📅 오늘부터 { $days }일 전: { $date }
dday-usage =
    날짜를 찾지 못했어요. 이렇게 써 주세요.
    { $command } 12월 25일
    { $command } 여행 2027-01-01
    { $command } 100일 뒤
