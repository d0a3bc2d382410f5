### Points of members and rooms.

# --- What somebody has
points-balance = 💰 { $name } has { $points } points.
points-summary = 💰 Points of { $name }
    now { $points }
    received { $received }
    spent { $given }
points-statement = 💰 Statement of { $name } ({ $points } points now)
points-statement-none = There is nothing yet.
points-line = { $at } { $kind } { $amount } → { $balance }{ $actor ->
        [none] {""}
       *[other] {" "}· { $actor }
    }{ $note ->
        [none] {""}
       *[other] {" "}· { $note }
    }
points-kind-grant = granted
points-kind-monthly = monthly
points-kind-attendance = attendance
points-kind-spend = spent
points-kind-refund = refunded
points-kind-take = taken
points-kind-send = sent
points-kind-merge = merged
points-kind-unmerge = unmerged

# --- What is done
points-granted = ✅ { $name } was given { $points } points and has { $balance } now.
points-taken = ✅ { $points } points were taken from { $name }, who has { $balance } now.
points-sent = ✅ { $points } points were sent to { $name }. You have { $balance } left.
points-already = This was done before. The points have moved only once.
points-short = { $name } has too few points: { $balance } now.
points-full = { $name } can hold no more points.
points-not-to-yourself = You cannot send points to yourself. Please name somebody else.

# --- Who is meant
points-nobody = Nobody in this room is called '{ $name }'. Please write the present name as it is.
points-which = Several people are called '{ $name }'. Please add a number to the name, as in { $name }#1
points-which-line = #{ $number } { $name } · last heard { $ago }
points-user-unknown = This room does not tell who you are, so there are no points.

# --- Attendance
attendance-done = 📅 Welcome, { $name }! { $points ->
        [none] {""}
       *[other] +{ $points } points
    }
    day { $streak } in a row, { $days } in all
attendance-bonus = 🎁 +{ $bonus } points for { $streak } days in a row
attendance-balance = { $balance } points now
attendance-already = { $name } has been here today already. It is day { $streak } in a row.

# --- The room
room-points-granted = ✅ The room was given { $points } points and has { $balance } now.
room-points-taken = ✅ { $points } points were taken from the room, which has { $balance } now.
room-points-short = The room has too few points: { $balance } now.
room-points-full = The room can hold no more points.
room-points-balance = 💰 This room has { $points } points.
room-points-summary = 💰 Points of this room
    now { $points }
    received { $received }
    spent { $given }
room-points-statement = 💰 Statement of this room ({ $points } points now)

# --- What is wrong
points-amount = Please write points as a number from 1 to { $most }, as in { $command } { $word } Alex 100
room-points-amount = Please write points as a number from 1 to { $most }, as in { $command } { $word } 100
points-send-off = Sending points to each other is switched off. Please ask an admin.
points-mode-elsewhere = How AI is paid for is not changed here. Please change llm_settings in the settings file.
points-unavailable = The ledger of points cannot be read now. Please try again in a moment.
points-not-booked = Nothing could be written to the ledger of points now. Please look at the statement in a moment and try again.
points-usage = 💰 How to use points. They cannot be turned into money.
    { $command } - your points
    { $command } history 10 - the last 10 movements
    { $command } stats - received and spent
points-usage-send = { $command } send Alex 100 - give points to somebody
points-usage-admin = Admins
    { $command } give Alex 100 why
    { $command } take Alex 100 why
room-points-usage = 💰 How to use the points of the room.
    { $command } - the room's points
    { $command } history 10 - the last 10 movements
    { $command } stats - received and spent
    { $command } give 100 why
    { $command } take 100 why
