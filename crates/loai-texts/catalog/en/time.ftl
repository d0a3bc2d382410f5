### Approval states and spans of time, for rooms and terminals alike.

state-pending = pending
state-approved = approved
state-denied = denied
state-revoked = revoked
state-blocked = blocked

ago-now = just now
ago-seconds = { $count } s ago
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-days = { $count ->
        [one] 1 day ago
       *[other] { $count } days ago
    }
ago-months = { $count ->
        [one] 1 month ago
       *[other] { $count } months ago
    }
ago-years = { $count ->
        [one] 1 year ago
       *[other] { $count } years ago
    }

duration-ms = { $ms } ms
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min { $seconds } s
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } d { $hours } h
