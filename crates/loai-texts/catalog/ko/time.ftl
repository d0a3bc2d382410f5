### Approval states and spans of time, for rooms and terminals alike.

state-pending = 대기
state-approved = 승인
state-denied = 거절
state-revoked = 해지
state-blocked = 차단

ago-now = 방금
ago-seconds = { $count }초 전
ago-minutes = { $count }분 전
ago-hours = { $count }시간 전
ago-days = { $count ->
        [1] 하루 전
       *[other] { $count }일 전
    }
ago-months = { $count }달 전
ago-years = { $count }년 전

duration-ms = { $ms }ms
duration-seconds = { $seconds }초
duration-minutes = { $minutes }분 { $seconds }초
duration-hours = { $hours }시간 { $minutes }분
duration-days = { $days }일 { $hours }시간
