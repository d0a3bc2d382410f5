### What people in chat rooms read.

# --- Any command
command-timed-out = That took too long, so I stopped. Please try again in a moment.
command-prompt-missing = Please add some words after { $command }.
command-admin-only = Only admins may use this.
command-owner-only = Only the owners of this room may use this.
command-cooling-down = { $command } can be used again in { $seconds } s.
command-user-limit = { $command } can be used { $limit } times a day. Please try again tomorrow.
command-room-limit = { $command } can be used { $limit } times a day in this room. Please try again tomorrow.
command-not-stored = The change could not be recorded, so nothing was changed. Please see the server's log.

waiting = One moment, please.
    .b = Looking for it.
    .c = Finding out.
    .d = Just a little while.
    .e = Putting thoughts in order.
    .f = Getting it ready.
    .g = Almost there.
    .h = Looking closely.
    .i = It will not take long.
    .j = Still searching.
    .k = The answer comes soon.
    .l = Choosing a good answer.
# What is said when a command failed.
error = There is no answer right now. Please try again later.
    .b = That did not work. Please ask again in a while.
    .c = Something went wrong. Please try again later.
    .d = It failed this time. Please try again in a while.
    .e = Sorry, not right now. Please try again later.
    .f = The search got stuck. Please ask again in a while.
# What is said once in a while in a room that is not approved; empty texts are not said.
unregistered-room = { "" }
filter-warning = That holds a word that is not used in this room.

# --- Options of a command
parameter-unknown = There is no option --{ $name }.
parameter-misspelt = There is no option --{ $name }. Did you mean --{ $meant }?
parameter-no-value = Please write a value after --{ $name }.
parameter-wrong = The value of --{ $name } must be { $kind ->
        [flag] true or false
        [integer] a whole number from { $min } to { $max }
        [number] a number from { $min } to { $max }
        [any-integer] a whole number
        [any-number] a number
        [choice] one of { $choices }
       *[text] a text
    }.
parameter-missing = The option --{ $name } is needed: { $kind ->
        [flag] true or false
        [integer] a whole number from { $min } to { $max }
        [number] a number from { $min } to { $max }
        [any-integer] a whole number
        [any-number] a number
        [choice] one of { $choices }
       *[text] a text
    }.
parameter-admin-only = Only an admin may use --{ $name }.
parameter-owner-only = Only the owner of the room may use --{ $name }.

# --- Help
help-title = [Help]
help-empty = There is no command to use in this room.
help-category = ■ { $category }
help-category-count = { $category } { $count }
help-command = { $command } – { $description }
help-aliases = Also: { $aliases }
help-prompt-required = It needs words after it.
help-hint = Add a category or a command to { $command } to read more.
help-unknown = No category or command fits “{ $word }”. Send { $command } alone for the whole list.

# --- Lotto and version
lotto-title = 🎯 Lotto numbers
lotto-bonus = Bonus { $bonus }
version-line = LOA.i { $version }

# --- Approval of phones and rooms
noun-phone = phone
noun-room = room
phones-title = { $bot }: { $count ->
        [one] 1 phone
       *[other] { $count } phones
    } ({ $waiting } pending)
phones-line = { $number } …{ $tail } { $state }{ $practice ->
        [yes] {" "}(practice)
       *[no] {""}
    } · { $connection }{ $version ->
        [none] {""}
       *[other] {" "}· { $version }
    }
phones-connected = connected (answered { $ago })
phones-connected-suspect = slow (answered { $ago })
phones-disconnected = not connected
phones-none = There is no phone.
phones-usage =
    Use it like this:
    { $command } list
    { $command } approve 3
    { $command } block 3 (deny and revoke work, too)
    { $command } health 3
    Several numbers may follow. With approve, deny and block, “all” means every pending phone.
health-title = How the phones of { $bot } are
health-phone = No. { $number } …{ $tail }
health-unknown = Nothing is known yet.
health-rtt = round trip { $ms } ms
health-queue = waiting on the phone: { $count }
health-rooms = rooms seen: { $count }
health-outcomes = without outcome: { $count }
health-heard = last message { $ago }
health-battery = battery { $percent }%{ $charging ->
    [yes] {" "}(charging)
    [no] {" "}(not charging)
   *[none] {""}
}
health-heat = { $degrees } °C
health-power-save = power saving { $on ->
    [yes] on
   *[no] off
}
health-notifications = notifications { $on ->
    [yes] readable
   *[no] not readable
}
health-memory = memory { $free }/{ $total } MiB free
health-storage = storage { $free } MiB free
health-uptime = script up for { $duration }
health-starts = script starts: { $count }
health-dropped = lost messages: { $count }
health-error = last error: { $error }
health-told = told { $ago }
rooms-title = { $bot }: { $count ->
        [one] 1 room
       *[other] { $count } rooms
    } ({ $waiting } pending)
rooms-line = { $number } { $name } · { $state }{ $home ->
        [yes] {" "}(admin room)
       *[no] {""}
    }
rooms-none = There is no room.
rooms-usage =
    Use it like this:
    { $command } list
    { $command } list pending
    { $command } approve 3
    { $command } block 3 (deny and revoke work, too)
    Several numbers may follow. With approve, deny and block, “all” means every pending room.
list-no-match = Nothing fits “{ $word }”.
list-more = … and { $count } more
approval-done = Now { $state }: { $noun } { $list }
approval-already = Already { $state }: { $list }
approval-unknown = There is no { $noun } with this number: { $numbers }
approval-nothing-waiting = No { $noun } is pending.
number-phone = { $number }
number-room = { $number } { $name }

# --- Approve everything
approve-all-done = Everything is approved: { $phones ->
        [one] 1 phone
       *[other] { $phones } phones
    }, { $rooms ->
        [one] 1 room
       *[other] { $rooms } rooms
    }
approve-all-phone = Phone { $number } …{ $tail }{ $version ->
        [none] {""}
       *[other] {" "}· { $version }
    }
approve-all-room = Room { $number } { $name }
approve-all-check = Block a phone that you do not know at once: #폰 차단 NUMBER
approve-all-nothing = No phone and no room is pending.

# --- Notices to the admins
notice-one = [Notice] { $text }
notice-many = [Notice] { $count } notices:
notice-repeated = { $text } ({ $count } more since)
notice-lost = Notices that could not be told: { $count }
notice-test = [Notice] This is a test. If you can read it, all is well.
notice-log-error = There is an error in the server's log.
notice-log-warning = There is a warning in the server's log.
notice-command-failed = The command "{ $command }" failed in room { $number }.
notice-phone-gone = Phone { $number } (…{ $tail }) has been away for more than { $minutes } min. Is it on, and does MessengerBotR run?
notice-phone-back = Phone { $number } (…{ $tail }) is connected again.
notice-no-phone = No phone of the bot { $bot } has connected since the server started. Is it on, and does MessengerBotR run?
notice-phone-battery = The battery of phone { $number } (…{ $tail }) is at { $percent }% and is not being charged. (told { $minutes } min ago)
notice-phone-hot = Phone { $number } (…{ $tail }) is hot: { $degrees } °C. (told { $minutes } min ago)
notice-phone-storage = Phone { $number } (…{ $tail }) has only { $mib } MiB of storage left. (told { $minutes } min ago)
notice-phone-notifications = MessengerBotR on phone { $number } (…{ $tail }) cannot read notifications. Please allow it to. (told { $minutes } min ago)
notice-phone-restarts = The script on phone { $number } (…{ $tail }) has started again { $count } times within an hour. (told { $minutes } min ago)
notice-phone-dropped = Phone { $number } (…{ $tail }) has lost { $count } messages that waited on it. (told { $minutes } min ago)
notice-phone-version = { $name } on phone { $number } (…{ $tail }) has changed from version { $before } to { $after }.
notice-phone-rate = Phone { $number } (…{ $tail }) has brought only { $count } messages in the { $minutes } min since a version changed, less than a tenth of what is usual.
notice-phone-outcomes = Phone { $number } (…{ $tail }) has not said for { $minutes } min what became of what it was to say. ({ $count } in a row)
notice-phone-silent = Phone { $number } (…{ $tail }) has brought nothing of room { $room }, which is usually busy, for { $minutes } min. (silent rooms: { $count }) Please look at KakaoTalk and its notifications.
notice-rooms-moved = Phone { $number } has not answered for { $seconds } s, so phone { $to } speaks in { $count } of its rooms now.
notice-slowed = Phone { $number } has said much within the hour, so its pauses are { $factor } times as long now.
notice-canary-lost = What was said in room { $room } as a probe has not arrived within { $minutes } min. (outcome: { $state ->
    [failed] failed
    [unknown] unknown
    [expired] expired
   *[none] none
})
canary-text = Checking the connection. ({ $mark })
pending-title = Waiting for approval:
pending-phone = new phone { $number } …{ $tail } → #폰 승인 { $number }
pending-room = new room { $number } { $name } → #방 승인 { $number }
pending-all = all at once → #모두 승인

# --- New nicknames
nickname-changed = New nickname: { $before } → { $name }
nickname-history = Names so far
nickname-line = · { $name } ({ $ago })

# --- The first admin
admin-registered = { $name } is an admin now, and this is the admin room.
admin-code-wrong = That code is not right. Please look at the server's terminal.
admin-user-unknown = The app did not say who sent this, so nobody was registered.

# --- Why the bot was silent
unanswered-last = { $sender } in ‘{ $room }’, { $ago }: { $text }
unanswered-none = No recent message in ‘{ $room }’ got no answer.
unanswered-told = See the admin room.
unanswered-no-home = What other rooms say is told in the admin room only. Choose one first with #관리자등록 and a code.

# --- Rooms in which somebody is the same person
link-code =
    The code of { $name }: { $code }
    Please send this in another room within 10 minutes.
    { $command } { $code }
link-half =
    { $name }, one step is left. Please send this in the room where you got the first code.
    { $command } { $code }
    If somebody else told you to do this, send this here: { $command } remove
link-done = The rooms are linked. You are the same person in { $count ->
        [one] 1 room
       *[other] { $count } rooms
    } now.
link-already = These rooms are linked already.
link-same-room = Please send this code in another room.
link-wrong = That code is not right, or older than 10 minutes. To get a new one, send: { $command }
link-locked = There were too many wrong codes. Please try again in an hour.
link-full = No more rooms can be linked now.
link-removed = This room is no longer linked. Rights from other rooms do not count here any more.
link-none = This room is not linked.
link-user-unknown = The app did not say who sent this, so nothing was linked.
link-usage =
    Please write it like this.
    { $command } – gives you a code
    { $command } 123456 – takes a code from another room
    { $command } remove – takes this room out
