### Exchange rates in rooms.

exchange-title = 💰 Exchange rates { $date }
exchange-date = { $date } ({ $weekday ->
        [0] Mon
        [1] Tue
        [2] Wed
        [3] Thu
        [4] Fri
        [5] Sat
       *[6] Sun
    })
exchange-won = { $amount } won
exchange-money = { $amount } { $code }
exchange-about = about { $amount } won
exchange-up = { $rate } (▲{ $change }, +{ $percent }%)
exchange-down = { $rate } (▼{ $change }, -{ $percent }%)
exchange-same = { $rate } (no change)
exchange-missing = not known right now
exchange-against = ▲ up ▼ down since { $date }
exchange-basis = Rate of { $date }{ $before ->
        [none] {""}
       *[other] {", "}compared with { $before }
    }
exchange-banks-differ = What a bank charges differs a little.
exchange-source-frankfurter = Source: Frankfurter (reference rates of central banks)
exchange-source-open-er-api = Source: Rates By Exchange Rate API https://www.exchangerate-api.com
exchange-source-eximbank = Source: Export-Import Bank of Korea (basic rate)
exchange-old = New rates cannot be had right now; these came { $ago }.
exchange-unavailable = Exchange rates cannot be had right now. Please ask again in a moment.
exchange-unknown = Nobody tells the rate of { $name } ({ $code }). Please ask for another currency.
exchange-too-much = That is too much. Please ask for less than 10,000,000,000,000,000.
exchange-unclear =
    There is no currency in ‘{ $word }’. Please write it like this.
    { $command } Thailand
    { $command } 100 dollars
    { $command } 30000 yen to dollars
