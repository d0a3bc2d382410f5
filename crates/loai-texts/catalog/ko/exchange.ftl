### Exchange rates in rooms.

exchange-title = 💰 환율 { $date }
exchange-date = { $date }({ $weekday ->
        [0] 월
        [1] 화
        [2] 수
        [3] 목
        [4] 금
        [5] 토
       *[6] 일
    })
exchange-won = { $amount }원
exchange-money = { $amount } { $code }
exchange-about = 약 { $amount } 원
exchange-up = { $rate } (▲{ $change }, +{ $percent }%)
exchange-down = { $rate } (▼{ $change }, -{ $percent }%)
exchange-same = { $rate } (변동 없음)
exchange-missing = 지금은 값이 없어요
exchange-against = { $date }보다 ▲ 오름 ▼ 내림
exchange-basis = { $date } 기준{ $before ->
        [none] {""}
       *[other] {", "}{ $before } 대비
    }
exchange-banks-differ = 은행에서 바꿀 때의 값은 조금 달라요.
exchange-source-frankfurter = 출처: Frankfurter (각국 중앙은행의 고시 환율)
exchange-source-open-er-api = 출처: Rates By Exchange Rate API https://www.exchangerate-api.com
exchange-source-eximbank = 출처: 한국수출입은행 (매매기준율)
exchange-old = 지금은 새 환율을 받지 못해서 { $ago }에 받은 값을 알려 드려요.
exchange-unavailable = 지금은 환율을 가져오지 못했어요. 잠시 뒤에 다시 물어봐 주세요.
exchange-unknown = { $name }({ $code }) 환율은 알 수 있는 곳이 없어요. 다른 통화로 물어봐 주세요.
exchange-too-much = 금액이 너무 커요. 1경보다 작은 금액으로 물어봐 주세요.
exchange-unclear =
    ‘{ $word }’에서 통화를 찾지 못했어요. 이렇게 써 주세요.
    { $command } 태국
    { $command } 100달러
    { $command } 3만엔을 달러로
