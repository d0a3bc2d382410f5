### Dice, choices, sums and days in rooms.

dice-one = 🎲 { $result }
dice-many = 🎲 { $list } → { $result } in all
dice-usage =
    Please write it like this.
    { $command }
    { $command } 3
    { $command } 2d20+1
    { $command } 1~100
choose-answer = 🤔 { $choice }
choose-usage = Please write two or more to choose from, such as { $command } tea, coffee
calculator-answer = 🧮 { $sum } = { $result }
calculator-zero = Nothing can be divided by 0.
calculator-too-large = The result is too large.
calculator-usage =
    The sum could not be read. Please write it like this.
    { $command } (1 + 2) * 3
    { $command } 30000 / 12
    { $command } 15000 * 10%
dday-ahead = 📅 { $name ->
        [none] {""}
       *[other] { $name }{" "}
    }{ $date } is { $days ->
        [one] { $days } day
       *[other] { $days } days
    } ahead. (D-{ $days })
dday-today = 📅 { $name ->
        [none] {""}
       *[other] { $name }{" "}
    }{ $date } is today! (D-Day)
dday-past = 📅 { $name ->
        [none] {""}
       *[other] { $name }{" "}
    }{ $date } was { $days ->
        [one] { $days } day
       *[other] { $days } days
    } ago. (D+{ $days })
dday-later = 📅 { $days ->
        [one] { $days } day
       *[other] { $days } days
    } from today is { $date }.
dday-earlier = 📅 { $days ->
        [one] { $days } day
       *[other] { $days } days
    } before today was { $date }.
dday-usage =
    There is no date in that. Please write it like this.
    { $command } 12-25
    { $command } Trip 2027-01-01
    { $command } +100
