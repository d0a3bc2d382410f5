### What the operator reads in the terminal.

# --- Start
start-ready = Ready ({ $ms } ms)
start-created = Created for the first start: { $files }
start-address = Address to type into the phone: { $address }:{ $port }
start-local-only = Phones can reach this machine only from itself: { $address }:{ $port }
start-tls = Address for TLS: { $address } (SHA-256 of the certificate: { $pin })
start-bot = Bot: { $bot }
start-bot-key = The key for the phone's script: loai-server bots key { $bot }
start-phones = Phones connected: { $connected } ({ $known } known, { $waiting } pending)
start-rooms = Rooms: { $known } ({ $waiting } pending)
start-admin-code = First admin: send #관리자등록 { $code } in the room that shall be the admin room
start-try = Try it now in another terminal: { $command }
start-stop-hint = Ctrl+C stops
start-warnings = { $count ->
        [one] 1 thing in the settings needs a look.
       *[other] { $count } things in the settings need a look.
    }
start-failed = Could not start: { $reason }
start-address-in-use = Another program uses { $address } already. Choose another address with { $option }.
admin-token-readable = Other users can read the token of the HTTP side, so the server does not start. To mend that: chmod 600 { $path }
start-already-running = A server runs on this data directory already: { $path }
start-other-journal = The database belongs to another data directory, and { $path } holds records of its own. Use the data directory that belongs to this database, or another database.

# --- While it runs
phone-waiting = The new phone { $number } (…{ $tail }) is pending. To approve it: loai-server phones approve { $number }
room-waiting = The new room { $number } “{ $name }” is pending. To approve it: loai-server rooms approve { $number }
journal-failing = Records cannot be kept. Answers go on, but chat lines are being lost; the log says why. (lost so far: { $count })
journal-filling = Rows that wait for the database fill { $percent } % of the journal. When it is full, chat lines are lost.
database-writer-lost = The part that writes the database has broken down, so the server stops. What was received is in the journal and is stored at the next start; the log says why.
database-failing = The database cannot be written. Answers go on, and what is behind is stored when it is back; the log says why.
database-back = The database is back. Rows to store: { $count }

# --- Stop
stop-draining = Finishing what has begun. Press again to end at once.
stop-summary = Received { $received } · answered { $answered } · failed { $failed } · stored { $stored } · ran for { $duration }
stop-unstored = { $count ->
        [one] 1 row is not stored yet; the next start stores it.
       *[other] { $count } rows are not stored yet; the next start stores them.
    }
stop-done = Stopped.

# --- check and migrate
check-good = The settings are right.
check-errors = Mistakes: { $errors }, warnings: { $warnings }
check-path = Checked: { $path }
check-database = Checked: the database, and { $path }
migrate-done = The database is up to date now. Steps applied: { $count }
migrate-nothing = The database is up to date already.

# --- Settings and their revisions
settings-empty = The database has no settings yet. The first start takes those of the files over.
settings-taken-over = The database had no settings, so those of the files were taken over. Documents: { $count }
settings-bad-name = A document is settings/BOT.json or commands/BOT.json: { $name }
settings-unknown = There is no such document: { $name }
settings-unknown-revision = { $name } has no revision { $revision }.
settings-nothing-found = There are no settings in this directory: { $path }
settings-exported = Documents written to { $path }: { $count }
settings-changed = Changed { $name } (revision { $revision })
settings-removed = Removed { $name } (revision { $revision })
settings-same = It is so already, and nothing was changed.
settings-unexpected = { $name } has changed meanwhile and was left as it is (its revision is { $revision }).
settings-conflict = Somebody else has just changed { $name }, so it was left as it is. Please try again.
settings-effect = It takes effect when the server reads its settings again.
settings-author-file = file
settings-author-import = import
settings-author-cli = command line
settings-note-removed = removed
settings-note-restored = revision { $revision } restored
column-document = Document
column-revision = Revision
column-at = Time
column-author = Author
column-note = Note

# --- Tables and results of the command line
column-number = No.
column-bot = Bot
column-name = Name
column-state = State
column-device = Device
column-version = Version
column-address = Address
column-connection = Connection
column-answered = Last answer
column-battery = Battery
column-kakao = KakaoTalk
column-app = MessengerBotR
column-rtt = Round trip
column-heard = Last message
column-channel = Room id
column-user = User
column-home = Admin room
column-practice = Practice
column-changed = Last change
column-actor = Who
column-action = What
column-target = To what
column-detail = Result
column-done = Done
column-id = ID
column-class = Kind
column-reason = Waits because
column-from = At the earliest in
column-left = Left
column-text = Text
word-yes = yes
word-no = no
word-connected = connected
word-suspect = slow
word-disconnected = not connected
word-every-room = every room
word-former-key = former key
word-none = none
word-variable = variable
phones-empty = No phone yet. Phones appear here when they connect.
phones-set = Phone { $number } is now { $state }.
phones-already = Phone { $number } is { $state } already.
phones-unknown = There is no phone with this number: { $number }
rooms-empty = No room yet. Rooms appear here when a phone brings their messages.
rooms-set = Room { $number } “{ $name }” is now { $state }.
rooms-already = Room { $number } “{ $name }” is { $state } already.
rooms-unknown = There is no room with this number: { $number }
rooms-unknown-name = There is no room of this name: { $name }
rooms-ambiguous = Several rooms have this name. Choose one by its number: { $numbers }
set-nothing-waiting = Nothing is pending.
bots-empty = There is no bot. Put BOT.json into config/settings.
bots-unknown = There is no bot of this name: { $bot }
bots-key = Secret key for the phone's script: { $key }
bots-salt = Salt for the phone's script: { $salt }
bots-key-warning = These values are secret. Put them into the phone's script only.
script-written = The phone's script is in { $path }. Paste it into MessengerBotR as it is.
script-warning = This script holds the secret key of the phone { $phone }. Give it to nobody and use it on one phone only.
script-phone = The name of a phone has up to 64 letters, digits, dots, underscores and hyphens: { $name }
script-no-tls = There is no address for TLS. Set tls_listen in [phones] of loai.toml, or name an address with --server.
script-not-written = Could not write { $path }: { $reason }
bots-rotated = There are new keys. To see them for the phone's script: loai-server bots key { $bot }
bots-overlap = Until every phone has them, the former keys are accepted, too, for { $duration }.
bots-no-overlap = The former keys are accepted no more.
bots-still-overlapping = Nothing was changed, since the keys before the present ones are accepted for another { $duration }. Add --force if phones with those may be cut off.
bots-former = { $bot } (the former keys are accepted for another { $duration }; phones that use them: { $phones })
secrets-set = Sealed the secret: { $name }
secrets-unset = Removed the secret: { $name }
secrets-unknown = There is no secret of this name: { $name }
secrets-empty = No secret yet. To add one: loai-server secrets set openai.key
secrets-prompt = The value of { $name } (it is not shown):
secrets-no-terminal = There is no terminal to ask at. To pass the value on the standard input, add --stdin.
secrets-unreadable = Could not read the value: { $reason }
secrets-no-value = The value is empty, so nothing was set.
secrets-too-long = The value is too long (at most { $kib } KiB).
secrets-rotated = Everything is sealed with a new key. Older backups open with the older key only.
secrets-kept = Kept, since it has another value already: { $name }
secrets-left = Left out, since it has no value: { $path }
secrets-converted = Secrets taken over: { $count }
secrets-nothing-to-convert = There is no file of the older form.
audit-empty = Nothing is recorded yet.
admins-empty = No admin yet. See the code with: loai-server admins code
admins-code = Send this in the room that shall be the admin room: #관리자등록 { $code }
admins-code-lifetime = The code works once, within one hour.
admins-added = Added the admin { $user }
admins-removed = Removed the admin { $user }
admins-unknown = There is no such admin: { $user }
control-not-running = This needs a running server: { $path }
bots-choose = There are several bots. Choose one with --bot.
control-unreachable = Could not reach the server: { $path }
change-not-stored = The change could not be recorded, so nothing was changed: { $reason }

# --- Test of the notices
notify-room = Admin room of { $bot }
notify-webhook = Webhook of { $kind }
notify-sent = sent.
notify-no-home = there is none. Send the code in the room that shall be it (loai-server admins code).
notify-not-approved = not sent, since the room is not approved.
notify-no-phone = no phone can speak now.
notify-refused = refused ({ $status }). Check address and token in [notify] of config/loai.toml.
notify-busy = it asks for a pause; try again later.
notify-timed-out = no answer in time.
notify-unreachable = no connection. Check the internet connection and the address.
notify-resting = it has failed several times and is left alone for a while.
notify-strange = an unknown answer. Check the address in [notify] of config/loai.toml.
notify-no-webhook = No webhook outside is set (notify.kind in config/loai.toml).
notify-off = Notices are switched off (notify.enabled in config/loai.toml).

# --- A conversation with the simulated phone
chat-joined = You are { $sender } in "{ $room }". Say something to { $bot }. (Ctrl+D ends)
chat-joined-again = Connected again.
chat-cannot-connect = Cannot connect to { $address }; is the server (loai-server) running? ({ $reason })
chat-pending = This phone ({ $device }) is not approved yet and will get no answers. On the server's machine, find its number with ‘loai-server phones list’ and run ‘loai-server phones approve NUMBER’. (bot: { $bot })
chat-rejected = The server refused this phone: { $reason }
chat-dropped = The connection was lost; connecting again in { $seconds } s.
chat-no-answer = (no answer) { $reason }
chat-no-answer-unknown = (no answer) The server does not know why, either.
chat-no-answer-unexplained = (no answer) A loai-server on the same machine could say why; --data names its data directory.
chat-more = … [show all]
chat-media = { $count ->
        [one] [1 picture or file]
       *[other] [{ $count } pictures or files]
    }
chat-unusable = (the server sent a line that this phone cannot use: { $reason })
chat-no-bot = No bot is configured in { $folder }; start loai-server here once, or give --bot, --secret and --salt.

# --- What becomes of a message
explain-title = When this is said in room { $number } ‘{ $name }’: { $text }
explain-no-message = No stored message has the id { $id }.
explain-step = { $decision ->
        [pass] ✓ { $step }: passes ({ $micros } µs)
        [stop] ✗ { $step }: ends here ({ $micros } µs)
        [answer] ● { $step }: answers – { $text } ({ $micros } µs)
       *[run] ● { $step }: runs – { $text } ({ $micros } µs)
    }
step-phone = phone
step-ignored = ignored people
step-filter = filters
step-resolve = which command
step-category = category
step-role = role
step-schedule_only = schedules only
step-parameters = options
step-prompt = words after it
step-cooldown = cooldown
step-daily_limit = daily limit
step-command = command
step-auto_reply = automatic replies
step-suggest = similar commands
rehearse-difference = { $difference ->
        [appears] + room { $number } { $room } “{ $text }” → { $after }
        [vanishes] - room { $number } { $room } “{ $text }” → (no answer, before: { $before })
       *[changes] ~ room { $number } { $room } “{ $text }” → { $after } (before: { $before })
    }
rehearse-summary = { $heard } messages: newly answered { $appears }, no longer answered { $vanishes }, changed { $changes }

# --- Settings that are in force
config-key = Key
config-value = Value
config-origin = From
level-built-in = built in
level-server = server
level-bot = bot
level-room = room

# --- Texts of the operator's own
flaw-error = error
flaw-warning = warning
flaw-syntax = not well-formed ({ $word })
flaw-twice = the same key is there already
flaw-unknown-key = unknown key, not used
flaw-unknown-variable = this text has no variable '{ $word }'
flaw-missing-variable = the variable '{ $word }' is missing
flaw-unknown-reference = there is no text or function '{ $word }'
flaw-suggestion = ; did you mean '{ $word }'?
