### The weather: for rooms.

# --- The sky
sky-clear = 맑음
sky-mostly-clear = 대체로 맑음
sky-partly-cloudy = 구름 조금
sky-cloudy = 구름 많음
sky-overcast = 흐림
sky-fog = 안개
sky-rime-fog = 서리 안개
sky-drizzle = 이슬비
sky-freezing-drizzle = 어는 이슬비
sky-rain = 비
sky-showers = 소나기
sky-freezing-rain = 어는 비
sky-snow-grains = 싸락눈
sky-snow = 눈
sky-snow-showers = 소낙눈
sky-rain-and-snow = 비 또는 눈
sky-thunder = 뇌우
sky-thunder-with-hail = 우박을 동반한 뇌우
sky-unknown = 알 수 없음({ $code })

# --- Grades
dust-good = 좋음
dust-fair = 보통
dust-bad = 나쁨
dust-very-bad = 매우나쁨
uv-low = 낮음
uv-fair = 보통
uv-high = 높음
uv-very-high = 매우높음
uv-extreme = 위험

# --- A place
weather-date = { $month }월 { $day }일({ $weekday ->
        [0] 월
        [1] 화
        [2] 수
        [3] 목
        [4] 금
        [5] 토
       *[6] 일
    })
weather-title = 🌈 { $place } 날씨 · { $date } { $time }
weather-title-day = 🌈 { $place } 날씨 · { $date }
weather-warned = ⚠️ 특보: { $list }
weather-degrees = { $value }℃
weather-rain = ☔ { $value }mm
weather-warmer = (어제보다 { $value }℃ 높아요 🔺)
weather-colder = (어제보다 { $value }℃ 낮아요 🔻)
weather-as-yesterday = (어제와 같아요)
weather-span = 최저 { $low }℃ / 최고 { $high }℃
weather-morning = 오전 { $value }
weather-afternoon = 오후 { $value }
weather-feels = 🌡️ 체감 { $value }℃
weather-humidity = 💧{ $value }%
weather-chance = ☔{ $value }%
weather-wind = 🍃 { $from ->
        [0] 북풍
        [1] 북북동풍
        [2] 북동풍
        [3] 동북동풍
        [4] 동풍
        [5] 동남동풍
        [6] 남동풍
        [7] 남남동풍
        [8] 남풍
        [9] 남남서풍
        [10] 남서풍
        [11] 서남서풍
        [12] 서풍
        [13] 서북서풍
        [14] 북서풍
        [15] 북북서풍
       *[none] 바람
    } { $speed }m/s
weather-pm10 = 😷 미세먼지 { $grade }({ $value })
weather-pm25 = 초미세먼지 { $grade }({ $value })
weather-no-dust = 😷 미세먼지 정보가 없어요.
weather-uv = 🔆 자외선 { $grade }({ $value })
weather-sunrise = 🌅 { $value }
weather-sunset = 🌇 { $value }
weather-hours = 📊 시간별
weather-hour = { $hour }시 { $text }
weather-week = 📅 주간
weather-unknown = 이 날의 정보는 아직 없어요.
weather-source = ℹ️ { $value }
weather-by-kma = 기상청
weather-by-station = 에어코리아({ $value } 측정소)
weather-by-airkorea = 에어코리아
weather-by-open-meteo = Weather data by Open-Meteo.com

# --- Questions and failures
weather-where = 어디의 미세먼지인지 알려 주세요. 예: { $command } 부산
weather-which = 이름이 ‘{ $place }’인 곳이 { $count }군데 있어요. 어디인지 알려 주세요. 예: { $command } { $example }
    { $list }
weather-nowhere = 이름이 ‘{ $place }’인 곳을 찾지 못했어요. 시·군·구나 동, 도시 이름으로 다시 물어봐 주세요. 예: { $command } 서울 강남구
weather-busy = 날씨를 너무 많이 물어봤어요. 1분쯤 뒤에 다시 물어봐 주세요.
weather-refused = 날씨 서비스가 요청을 거절했어요. 운영자에게 알려 주세요.
weather-down = 지금은 날씨를 가져올 수 없어요. 잠시 뒤에 다시 물어봐 주세요.

# --- Ten cities
country-title = 🌈 전국 날씨 · { $date } { $time }
country-tomorrow = 내일 · { $date }
country-city = { $city } { $text }
country-unknown = { $city } 정보가 없어요.

# --- Warnings
warnings-title = ⚠️ 발효 중인 기상특보
warnings-line = • { $text }
warnings-none = 지금 발효 중인 기상특보가 없어요.
warnings-ahead = 예비특보
warnings-source = ℹ️ 기상청
warnings-no-key = 기상특보를 보려면 운영자가 공공데이터포털 인증키(weather.data_go_kr_key)를 설정해야 해요.
warnings-down = 지금은 기상특보를 가져올 수 없어요. 잠시 뒤에 다시 물어봐 주세요.
