### The weather: for rooms.

# --- The sky
sky-clear = clear
sky-mostly-clear = mainly clear
sky-partly-cloudy = partly cloudy
sky-cloudy = mostly cloudy
sky-overcast = overcast
sky-fog = fog
sky-rime-fog = rime fog
sky-drizzle = drizzle
sky-freezing-drizzle = freezing drizzle
sky-rain = rain
sky-showers = showers
sky-freezing-rain = freezing rain
sky-snow-grains = snow grains
sky-snow = snow
sky-snow-showers = snow showers
sky-rain-and-snow = rain or snow
sky-thunder = thunderstorm
sky-thunder-with-hail = thunderstorm with hail
sky-unknown = unknown ({ $code })

# --- Grades
dust-good = good
dust-fair = moderate
dust-bad = bad
dust-very-bad = very bad
uv-low = low
uv-fair = moderate
uv-high = high
uv-very-high = very high
uv-extreme = extreme

# --- A place
weather-date = { $weekday ->
        [0] Mon
        [1] Tue
        [2] Wed
        [3] Thu
        [4] Fri
        [5] Sat
       *[6] Sun
    } { $month }/{ $day }
weather-title = 🌈 Weather in { $place } · { $date } { $time }
weather-title-day = 🌈 Weather in { $place } · { $date }
weather-warned = ⚠️ Warnings: { $list }
weather-degrees = { $value }℃
weather-rain = ☔ { $value } mm
weather-warmer = ({ $value }℃ warmer than yesterday 🔺)
weather-colder = ({ $value }℃ colder than yesterday 🔻)
weather-as-yesterday = (as yesterday)
weather-span = low { $low }℃ / high { $high }℃
weather-morning = a.m. { $value }
weather-afternoon = p.m. { $value }
weather-feels = 🌡️ feels like { $value }℃
weather-humidity = 💧{ $value }%
weather-chance = ☔{ $value }%
weather-wind = 🍃 { $from ->
        [0] wind N
        [1] wind NNE
        [2] wind NE
        [3] wind ENE
        [4] wind E
        [5] wind ESE
        [6] wind SE
        [7] wind SSE
        [8] wind S
        [9] wind SSW
        [10] wind SW
        [11] wind WSW
        [12] wind W
        [13] wind WNW
        [14] wind NW
        [15] wind NNW
       *[none] wind
    } { $speed } m/s
weather-pm10 = 😷 PM10 { $grade } ({ $value })
weather-pm25 = PM2.5 { $grade } ({ $value })
weather-no-dust = 😷 Nothing is known of the dust.
weather-uv = 🔆 UV { $grade } ({ $value })
weather-sunrise = 🌅 { $value }
weather-sunset = 🌇 { $value }
weather-hours = 📊 Hours
weather-hour = { $hour }:00 { $text }
weather-week = 📅 Week
weather-unknown = Nothing is known of this day yet.
weather-source = ℹ️ { $value }
weather-by-kma = Korea Meteorological Administration
weather-by-station = AirKorea (station { $value })
weather-by-airkorea = AirKorea
weather-by-open-meteo = Weather data by Open-Meteo.com

# --- Questions and failures
weather-where = Please say where, such as: { $command } 부산
weather-which = There are { $count } places called "{ $place }". Please say which one, such as: { $command } { $example }
    { $list }
weather-nowhere = No place called "{ $place }" was found. Please ask by the name of a city, district or town, such as: { $command } 서울 강남구
weather-busy = The weather was asked for too often. Please ask again in a minute.
weather-refused = The weather service refuses to answer. Please tell the operator.
weather-down = The weather cannot be had right now. Please ask again a little later.

# --- Ten cities
country-title = 🌈 Weather in Korea · { $date } { $time }
country-tomorrow = Tomorrow · { $date }
country-city = { $city } { $text }
country-unknown = { $city }: nothing is known.

# --- Warnings
warnings-title = ⚠️ Weather warnings in force
warnings-line = • { $text }
warnings-none = There are no weather warnings in force.
warnings-ahead = Preliminary warnings
warnings-source = ℹ️ Korea Meteorological Administration
warnings-no-key = For weather warnings the operator has to set a key of data.go.kr (weather.data_go_kr_key).
warnings-down = The weather warnings cannot be had right now. Please ask again a little later.
